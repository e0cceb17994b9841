import { rolePermissions } from "@/lib/contracts/permissions";
import type { Database } from "@/lib/db/open";
import { readEvents } from "@/lib/db/stream-log";
import { listAudit } from "@/lib/services/audit/list-audit";
import type { Services, VerbContext } from "@/lib/services/context";
import { encodeCursor } from "@/lib/services/list-cursor";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import { listOrders } from "@/lib/services/orders/list-orders";
import { readOrder } from "@/lib/services/orders/read-order";
import { readOrderHistory } from "@/lib/services/orders/read-order-history";
import { countByBucket, countByStatus, openOrders, readFigures } from "@/lib/services/overview/order-figures";
import { readDay, readMinute } from "@/server/workers/business-sampler";
import { pruneEvents } from "@/server/workers/prune-events";
import { pruneSamples } from "@/server/workers/prune-samples";
import { rollUp } from "@/server/workers/rollup";
import type { Amounts } from "./fill";

/** Something that the product asks, by the product's own code. */
export type Questions = Record<string, () => Promise<unknown>>;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const nobody = "ffffffff-ffff-7fff-bfff-ffffffffffff";

/** What people and workers ask of a database that `fillDatabase` has filled. */
export async function questionsOf(database: Database, { orders }: Amounts, nowMs: number): Promise<Questions> {
  const now = () => new Date(nowMs);
  const since = (ms: number) => new Date(nowMs - ms);
  const store = await createMetricStore({ database, hostName: "bench", now });
  const context: VerbContext & { principal: { id: string } } = {
    // The verbs that are asked here reach for these alone.
    services: { database, metrics: store, now } as Services,
    principal: { kind: "user", id: nobody, name: "Bench", role: "admin", permissions: rolePermissions.admin },
    via: "rest",
  };
  const series = store.listSeries().slice(0, 12);
  const chart = (ms: number) => () =>
    queryMetrics(context, {
      series: series.map(({ id }) => id),
      from: since(ms).toISOString(),
      to: since(0).toISOString(),
    });
  const list = (filter: Record<string, string>, beforeMs = 0) => {
    const cursor = beforeMs === 0 ? {} : { cursor: encodeCursor({ at: since(beforeMs), id: nobody }) };
    return () => listOrders(context, { limit: 50, ...filter, ...cursor });
  };
  const oneId =
    (await database.pool.query<{ id: string }>("select id from orders limit 1 offset 1000")).rows[0]?.id ?? "";
  return {
    "start: sources, series, oldest second": () => createMetricStore({ database, hostName: "bench", now }),
    "rollup after a start": () => rollUp({ store, database }, nowMs),
    "rollup of all series": async () => {
      for (const { id } of store.listSeries()) store.ledger.mark(id, nowMs - 6 * hour - minute);
      await rollUp({ store, database }, nowMs);
    },
    "chart of 1 h, 12 series (1 s)": chart(hour),
    "chart of 6 h (10 s)": chart(6 * hour),
    "chart of 24 h (1 min)": chart(day),
    "chart of 7 days (10 min)": chart(7 * day),
    "chart of 30 days (1 h)": chart(30 * day),
    "chart of 400 days (6 h)": chart(400 * day),
    "prune samples": () => pruneSamples({ store, database }, nowMs),
    "orders, first page": list({}),
    "orders, page 390 days back": list({}, 390 * day),
    "orders, open": list({ status: "open" }),
    "orders, cancelled": list({ status: "cancelled" }),
    "orders, cancelled, 390 days back": list({ status: "cancelled" }, 390 * day),
    "orders, refunded": list({ payment: "refunded" }),
    "orders, voided (none)": list({ payment: "voided" }),
    "orders of a day a year ago": list({ from: since(365 * day).toISOString(), to: since(364 * day).toISOString() }),
    "orders, search for many": list({ q: "mug" }),
    "orders, search for one": list({ q: `p-${10_000 + Math.round(orders / 20)}` }),
    "orders, search for none": list({ q: "no such thing" }),
    "an order": () => readOrder(context, { id: oneId }),
    "an order's history": () => readOrderHistory(context, { id: oneId }),
    "overview: orders of 7 days in buckets": () => countByBucket(database, since(7 * day), since(0), 10 * minute),
    "overview: revenue of a day": () => readFigures(database, since(day), since(0)),
    "overview: orders of a day by status": () => countByStatus(database, since(day)),
    "overview: what is open": () => openOrders(database),
    "sampler: the last minute": () => readMinute(database, nowMs),
    "sampler: the day": () => readDay(database, since(day / 2), new Set()),
    "replay of the last 500 events": () => readEvents(database.db, "orders", 4 * orders - 500, 500),
    "replay from the oldest": () => readEvents(database.db, "orders", 0, 500),
    "prune events": () => pruneEvents(database, nowMs),
    "audit, first page": () => listAudit(context, { limit: 50 }),
    "audit of one person": () => listAudit(context, { limit: 50, actorId: "user 7" }),
    "audit, search for none": () => listAudit(context, { limit: 50, q: "no such thing" }),
  };
}
