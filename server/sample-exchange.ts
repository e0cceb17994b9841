import type { Logger } from "pino";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import type { IncomingSample } from "@/lib/services/metrics/series-registry";
import type { Backplane } from "@/server/hub";

const samplesKind = "samples";
/** Samples are gathered for so long, so that one message carries what came together. */
const gatherMs = 50;
/** Of one message. */
const mostSamples = 2_000;
/** What others have recorded is in the database after so long at most. */
const writtenAfterMs = 5_000;

interface Told {
  /** Counts the messages of one process, so that a lost one is noticed. */
  number: number;
  samples: IncomingSample[];
}

/**
 * Every process shows what any of them has measured: it is told to the others as it is recorded. What was lost on the way is read from the
 * database, where the one that recorded it writes it.
 */
export function exchangeSamples(
  store: Pick<MetricStore, "onRecorded" | "hear" | "missedUntil">,
  backplane: Backplane,
  log: Logger,
): Disposable {
  let gathered: IncomingSample[] = [];
  let number = 0;
  let timer: NodeJS.Timeout | undefined;
  const numbers = new Map<string, number>();

  function send(): void {
    timer = undefined;
    for (let first = 0; first < gathered.length; first += mostSamples) {
      number += 1;
      backplane.tell(samplesKind, { number, samples: gathered.slice(first, first + mostSamples) } satisfies Told);
    }
    gathered = [];
  }

  if (backplane.adapter !== undefined) {
    store.onRecorded = (samples) => {
      gathered.push(...samples);
      timer ??= setTimeout(send, gatherMs).unref();
    };
  }
  backplane.onOthers(({ went }) => {
    for (const id of went) numbers.delete(id);
  });
  backplane.onTold(samplesKind, (message, from) => {
    const told = message as Told;
    const before = numbers.get(from);
    if (before === undefined || told.number !== before + 1) store.missedUntil(Date.now() + writtenAfterMs);
    numbers.set(from, told.number);
    store
      .hear(told.samples)
      .catch((error: unknown) => log.warn({ err: error, from }, "samples of another process could not be taken"));
  });

  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      store.onRecorded = () => undefined;
    },
  };
}
