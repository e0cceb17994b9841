import pino from "pino";
import { migrate } from "@/lib/db/migrate";
import { openDatabase } from "@/lib/db/open";
import { PostgresServer } from "@/server/scripts/postgres-server";
import { round } from "../quantiles";
import { type Amounts, fillDatabase, seriesFor } from "./fill";
import { explainQuery, type PlanFigures } from "./plans";
import { questionsOf } from "./questions";
import { recordQueries } from "./record-queries";

/**
 * Fills a PostgreSQL of its own with samples and orders, asks it what the product asks, and explains each query that came of it. Throws
 * when one of them reads a large table whole. Each is run once before, so that its pages are in memory as far as they fit.
 */
export async function explain({ amounts }: { amounts: Amounts }): Promise<Record<string, unknown>[]> {
  await using server = await PostgresServer.start();
  const log = pino({ level: "error" });
  await using database = await openDatabase({ databaseUrl: server.url, dataDir: "", log });
  await migrate(database);
  const nowMs = Date.now();
  const startedMs = performance.now();
  await fillDatabase(database, amounts, nowMs);
  const filledS = round((performance.now() - startedMs) / 1000);
  process.stdout.write(`${seriesFor(amounts.samples)} series, ${amounts.orders} orders, filled in ${filledS} s\n`);
  const client = await database.connect();
  const table: Record<string, unknown>[] = [];
  for (const [what, ask] of Object.entries(await questionsOf(database, amounts, nowMs))) {
    const queries = await recordQueries(database, ask);
    const plans: PlanFigures[] = [];
    for (const query of queries) plans.push(await explainQuery(client, query));
    const sum = (key: "planMs" | "runMs" | "pages" | "rows" | "scans") =>
      plans.reduce((total, plan) => total + plan[key], 0);
    table.push({
      what,
      queries: plans.length,
      "plan ms": round(sum("planMs")),
      "run ms": round(sum("runMs")),
      pages: sum("pages"),
      "rows looked at": sum("rows"),
      scans: sum("scans"),
      "read whole": [...new Set(plans.flatMap(({ wholeTables }) => wholeTables))].join(" "),
    });
  }
  await client.end();
  const bad = table.filter((row) => row["read whole"] !== "");
  if (bad.length > 0) {
    console.table(table);
    throw new Error(`These read a large table whole: ${bad.map(({ what }) => what).join("; ")}`);
  }
  return table;
}
