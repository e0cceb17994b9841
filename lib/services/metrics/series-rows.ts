import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Labels } from "@/lib/contracts/metrics";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import type { SourceKind } from "./catalogue";
import { resolutions } from "./resolutions";

export type SourceRow = typeof schema.sources.$inferSelect;
export type SeriesRow = typeof schema.series.$inferSelect;

/** A series as a sample asks for it, before it has a row. */
export interface WantedSeries {
  source: string;
  kind: SourceKind;
  name: string;
  unit: string;
  labels: Labels;
  labelsKey: string;
}

const { sources, series } = schema;

export const readSources = (database: Database): Promise<SourceRow[]> =>
  database.db.select().from(sources).orderBy(sources.createdAt);

export const readSeries = (database: Database): Promise<SeriesRow[]> =>
  database.db.select().from(series).orderBy(series.id);

/**
 * Makes the rows that are missing and returns the rows of everything wanted; what exists keeps its unit.
 * A source that Pulseboard turns out to measure itself is external no more; a host may have the name of another own source.
 */
export function insertSeries(
  database: Database,
  wanted: readonly WantedSeries[],
  now: Date,
): Promise<{ sources: SourceRow[]; series: SeriesRow[] }> {
  const kinds = new Map(wanted.map((each) => [each.source, each.kind]));
  return transaction(database, async (tx) => {
    const sourceRows = await tx
      .insert(sources)
      .values([...kinds].map(([name, kind]) => ({ id: uuidv7(), name, kind, createdAt: now })))
      .onConflictDoUpdate({
        target: sources.name,
        set: { kind: sql`case when ${sources.kind} = 'external' then excluded.kind else ${sources.kind} end` },
      })
      .returning();
    const ids = new Map(sourceRows.map((row) => [row.name, row.id]));
    const seriesRows = await tx
      .insert(series)
      .values(
        wanted.map(({ source, name, unit, labels, labelsKey }) => ({
          sourceId: ids.get(source) ?? "",
          name,
          unit,
          labels,
          labelsKey,
          createdAt: now,
        })),
      )
      .onConflictDoUpdate({
        target: [series.sourceId, series.name, series.labelsKey],
        set: { unit: sql`case when ${series.unit} = '' then excluded.unit else ${series.unit} end` },
      })
      .returning();
    return { sources: sourceRows, series: seriesRows };
  });
}

/** Start of the oldest second that is kept, in ms since 1970; null if there is none. */
export async function readOldestSecond(database: Database): Promise<number | null> {
  const seconds = sql.identifier(resolutions[0].table);
  // By the index: one step a series, where a plain minimum would read the whole table.
  const { rows } = await database.db.execute<{ ms: number | null }>(sql`
    select (extract(epoch from min(oldest.at)) * 1000)::float8 as ms
    from ${series} as each
    cross join lateral (select at from ${seconds} where series_id = each.id order by at limit 1) as oldest`);
  return rows[0]?.ms ?? null;
}
