import type { Logger } from "pino";
import { sqlState } from "@/lib/db/errors";
import type { Database } from "@/lib/db/open";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import type { Segment } from "@/lib/services/metrics/pending-samples";
import type { SourceState } from "@/lib/services/metrics/source-state";
import { startTickLoop } from "./tick-loop";

export interface MetricWriterOptions {
  store: Pick<MetricStore, "pending" | "ledger" | "takeTouchedSources">;
  database: Database;
  log: Logger;
  intervalMs?: number;
}

export interface MetricWriter extends AsyncDisposable {
  /** Writes everything that came so far. Throws if the database does not take it; it is kept then. */
  flush(): Promise<void>;
}

/**
 * Writes the samples of each second. While the database is away they are kept, up to a bound. Disposing writes what is left.
 * A write that succeeded without an answer is repeated: its seconds count twice then, with the same mean and extremes.
 */
export function startMetricWriter({ store, database, log, intervalMs = 1000 }: MetricWriterOptions): MetricWriter {
  const touched = new Set<SourceState>();
  let flushing: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    store.pending.seal();
    const dropped = store.pending.takeDropped();
    if (dropped > 0) log.warn({ dropped }, "too many samples wait for the database: the oldest were dropped");
    for (let segment = store.pending.first(); segment !== undefined; segment = store.pending.first()) {
      for (const source of store.takeTouchedSources()) touched.add(source);
      await writeOrRefuse(segment, [...touched]);
      touched.clear();
      store.pending.remove(segment);
    }
  }

  async function writeOrRefuse(segment: Segment, sources: SourceState[]): Promise<void> {
    try {
      await writeSegment(database, segment, sources);
    } catch (err) {
      // The values themselves are refused: they always will be, and nothing behind them may wait for that.
      if (!/^2[23]/.test(sqlState(err) ?? "")) throw err;
      log.error({ err, rows: segment.length }, "samples that the database cannot hold were dropped");
      return;
    }
    for (const { seriesId, second } of segment) store.ledger.mark(seriesId, second * 1000);
  }

  /** One after the other: a segment must not be written by two at once. */
  function flush(): Promise<void> {
    const written = flushing.then(writeAll);
    flushing = written.catch(() => undefined);
    return written;
  }

  const ticking = startTickLoop({ name: "metric-writer", intervalMs, phaseMs: 400 % intervalMs, log, tick: flush });
  return {
    flush,
    async [Symbol.asyncDispose]() {
      await ticking[Symbol.asyncDispose]();
      await flush().catch((err) =>
        log.error({ err, rows: store.pending.rows }, "the last samples could not be written"),
      );
    },
  };
}

/** PostgreSQL's text form of an array of numbers: the driver's own quotes each element, which takes ten times as long. */
const arrayOf = (numbers: readonly (number | string)[]): string => `{${numbers.join(",")}}`;

async function writeSegment(database: Database, segment: Segment, sources: readonly SourceState[]): Promise<void> {
  await database.pool.query(
    `with written as (
       insert into samples_1s as known (series_id, at, total, count, min, max)
       select series_id, to_timestamp(second), total, count, min, max
       from unnest($1::int[], $2::bigint[], $3::float8[], $4::int[], $5::float8[], $6::float8[])
         as fresh(series_id, second, total, count, min, max)
       on conflict (series_id, at) do update set
         total = known.total + excluded.total, count = known.count + excluded.count,
         min = least(known.min, excluded.min), max = greatest(known.max, excluded.max)
     )
     update sources set last_sample_at = greatest(last_sample_at, to_timestamp(seen.ms / 1000)), interval_ms = seen.interval_ms
     from unnest($7::uuid[], $8::float8[], $9::float8[]) as seen(id, ms, interval_ms)
     where sources.id = seen.id`,
    [
      arrayOf(segment.map((row) => row.seriesId)),
      arrayOf(segment.map((row) => row.second)),
      arrayOf(segment.map((row) => row.total)),
      arrayOf(segment.map((row) => row.count)),
      arrayOf(segment.map((row) => row.min)),
      arrayOf(segment.map((row) => row.max)),
      arrayOf(sources.map((source) => source.id)),
      arrayOf(sources.map((source) => source.lastSampleMs ?? 0)),
      arrayOf(sources.map((source) => source.intervalMs)),
    ],
  );
}
