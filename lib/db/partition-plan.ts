const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A table that PostgreSQL has in partitions of `spanMs` of `at`, counted from 1970 on; the embedded database has it whole. */
export interface PartitionedTable {
  readonly name: string;
  /** Whole hours: the names of partitions say the hour. */
  readonly spanMs: number;
  /** Partitions are made so far ahead: as long may nobody keep them before rows go into the default one. */
  readonly aheadMs: number;
  /** How long its rows are kept, about: a restored database gets partitions for so much of the past. */
  readonly keptMs: number;
}

/** Spans that give each table 7 to 20 partitions: every query of a table without a bound in time looks into all of them. */
export const partitionedTables: readonly PartitionedTable[] = [
  { name: "samples_1s", spanMs: hourMs, aheadMs: 6 * hourMs, keptMs: hourMs },
  { name: "samples_10s", spanMs: 3 * hourMs, aheadMs: 12 * hourMs, keptMs: dayMs },
  { name: "samples_1m", spanMs: 2 * dayMs, aheadMs: 4 * dayMs, keptMs: 30 * dayMs },
  { name: "samples_10m", spanMs: 40 * dayMs, aheadMs: 40 * dayMs, keptMs: 400 * dayMs },
  { name: "samples_1h", spanMs: 40 * dayMs, aheadMs: 40 * dayMs, keptMs: 400 * dayMs },
  { name: "samples_6h", spanMs: 100 * dayMs, aheadMs: 100 * dayMs, keptMs: 400 * dayMs },
  { name: "events", spanMs: dayMs, aheadMs: 3 * dayMs, keptMs: 7 * dayMs },
];

/** A partition that should be there. */
export interface WantedPartition {
  name: string;
  fromMs: number;
  toMs: number;
}

/** Partitions of a table for everything between `fromMs` and `toMs`, both since 1970 and in them. */
export function planPartitions(table: PartitionedTable, fromMs: number, toMs: number): WantedPartition[] {
  const wanted: WantedPartition[] = [];
  for (let startMs = Math.floor(fromMs / table.spanMs) * table.spanMs; startMs <= toMs; startMs += table.spanMs) {
    const hour = new Date(startMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, "_");
    wanted.push({ name: `${table.name}_${hour}`, fromMs: startMs, toMs: startMs + table.spanMs });
  }
  return wanted;
}
