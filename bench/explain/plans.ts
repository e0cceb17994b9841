import type pg from "pg";
import type { RecordedQuery } from "./record-queries";

/** What PostgreSQL tells of a step of a plan. */
interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

interface Explained {
  Plan: PlanNode & { "Shared Hit Blocks": number; "Shared Read Blocks": number };
  "Planning Time": number;
  "Execution Time": number;
}

export interface PlanFigures {
  planMs: number;
  runMs: number;
  /** Pages of 8 KiB that were looked at. */
  pages: number;
  /** Rows that scans looked at, those thrown away included. */
  rows: number;
  /** Steps that read a table or a partition and were run. */
  scans: number;
  /** Sequential scans of large tables, by name. */
  wholeTables: string[];
}

/** A table of fewer rows is read whole as fast as by an index. */
const largeRows = 10_000;

/** Runs a query under EXPLAIN, and takes back what it changed. */
export async function explainQuery(client: pg.Client, { text, values }: RecordedQuery): Promise<PlanFigures> {
  await client.query("begin");
  try {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, values);
    const explained: Explained = rows[0]["QUERY PLAN"][0];
    const scans = nodesOf(explained.Plan).filter(
      (node) => / Scan$/.test(node["Node Type"]) && node["Relation Name"] && loopsOf(node) > 0,
    );
    const whole = scans.filter((node) => node["Node Type"].includes("Seq Scan"));
    return {
      planMs: explained["Planning Time"],
      runMs: explained["Execution Time"],
      pages: explained.Plan["Shared Hit Blocks"] + explained.Plan["Shared Read Blocks"],
      rows: scans.reduce((sum, node) => sum + rowsOf(node), 0),
      scans: scans.length,
      wholeTables: await largeOf(client, [...new Set(whole.flatMap((node) => node["Relation Name"] ?? []))]),
    };
  } finally {
    await client.query("rollback");
  }
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const loopsOf = (node: PlanNode): number => node["Actual Loops"] ?? 0;
const rowsOf = (node: PlanNode): number =>
  Math.round(
    loopsOf(node) *
      ((node["Actual Rows"] ?? 0) +
        (node["Rows Removed by Filter"] ?? 0) +
        (node["Rows Removed by Index Recheck"] ?? 0)),
  );

async function largeOf(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relname = any($1) and relnamespace = 'public'::regnamespace and reltuples >= $2",
    [names, largeRows],
  );
  return rows.map(({ name }) => name);
}
