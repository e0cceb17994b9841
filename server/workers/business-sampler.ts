import { sql } from "drizzle-orm";
import type { Logger } from "pino";
import { openStatuses } from "@/lib/contracts/orders";
import type { Database } from "@/lib/db/open";
import { orders } from "@/lib/db/schema";
import { ownSources } from "@/lib/services/metrics/catalogue";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { type Reading, toSamples } from "./own-samples";
import { startTickLoop } from "./tick-loop";

/** What reads the whole day is read less often. */
const dayIntervalMs = 5_000;
const minuteMs = 60_000;

export interface BusinessSamplerOptions {
  store: Pick<MetricStore, "record" | "listSeries">;
  database: Database;
  intervalMs: number;
  log: Logger;
  /** When the shop's today began. */
  shopMidnight(): Date | Promise<Date>;
}

/** Measures the shop by its orders: the last minute at each interval, the day every 5 s. */
export function startBusinessSampler(options: BusinessSamplerOptions): AsyncDisposable {
  const { store, database, intervalMs, log, shopMidnight } = options;
  // A currency that was sold in before has revenue today, of zero.
  const currencies = new Set(
    store
      .listSeries()
      .flatMap(({ name, labels }) => (name === "revenue.today" && labels.currency ? [labels.currency] : [])),
  );
  let dayReadMs = 0;
  return startTickLoop({
    name: "business-sampler",
    intervalMs,
    log,
    tick: async (atMs) => {
      const readings = await readMinute(database, atMs);
      if (atMs - dayReadMs >= dayIntervalMs - intervalMs / 2) {
        readings.push(...(await readDay(database, await shopMidnight(), currencies)));
        dayReadMs = atMs;
      }
      await store.record(toSamples(readings, ownSources.business, "business", atMs));
    },
  });
}

/** Orders placed in the minute before `atMs`. */
export async function readMinute(database: Database, atMs: number): Promise<Reading[]> {
  const { rows } = await database.db.execute<{ count: number }>(sql`
    select count(*)::int as count from ${orders}
    where ${orders.placedAt} > ${new Date(atMs - minuteMs).toISOString()}::timestamptz
      and ${orders.placedAt} <= ${new Date(atMs).toISOString()}::timestamptz`);
  return [{ name: "orders.per_minute", value: rows[0]?.count ?? null }];
}

/** The day since `midnight`, and what waits. Adds the currencies it meets to `currencies`; each has its own revenue. */
export async function readDay(database: Database, midnight: Date, currencies: Set<string>): Promise<Reading[]> {
  const open = sql.join(
    openStatuses.map((status) => sql`${status}`),
    sql`, `,
  );
  const waiting = await database.db.execute<{ count: number }>(
    sql`select count(*)::int as count from ${orders} where ${orders.status} in (${open})`,
  );
  const today = await database.db.execute<{ currency: string; revenue: number; cancelled: number }>(sql`
    select ${orders.currency} as currency,
           coalesce(sum(${orders.total}) filter (where ${orders.status} <> 'cancelled'), 0)::float8 as revenue,
           (count(*) filter (where ${orders.status} = 'cancelled'))::int as cancelled
    from ${orders} where ${orders.placedAt} >= ${midnight.toISOString()}::timestamptz group by 1`);
  const revenue = new Map(today.rows.map((row) => [row.currency, row.revenue]));
  for (const currency of revenue.keys()) currencies.add(currency);
  return [
    { name: "orders.unfulfilled", value: waiting.rows[0]?.count ?? null },
    { name: "orders.cancelled_today", value: today.rows.reduce((sum, row) => sum + row.cancelled, 0) },
    ...[...currencies]
      .sort()
      .map((currency): Reading => ({ name: "revenue.today", value: revenue.get(currency) ?? 0, labels: { currency } })),
  ];
}
