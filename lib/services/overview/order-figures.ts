import { sql } from "drizzle-orm";
import type { OrderStatus } from "@/lib/contracts/orders";
import type { Database } from "@/lib/db/open";

const iso = (at: Date) => sql`${at.toISOString()}::timestamptz`;

/** Orders placed in each bucket of `[from, to)`: counts by bucket start in ms. Buckets are multiples of `stepMs` since 1970. */
export async function countByBucket(
  { db }: Database,
  from: Date,
  to: Date,
  stepMs: number,
): Promise<Map<number, number>> {
  const { rows } = await db.execute<{ bucket: string; n: number }>(sql`
    select floor(extract(epoch from placed_at) * 1000 / ${stepMs}::int)::bigint as bucket, count(*)::int as n
    from orders where placed_at >= ${iso(from)} and placed_at < ${iso(to)} group by 1`);
  return new Map(rows.map((row) => [Number(row.bucket) * stepMs, row.n]));
}

export interface Figures {
  /** Start of a quarter of an hour, in ms: every zone's midnight and hours are multiples of one. */
  startMs: number;
  currency: string;
  orders: number;
  /** Minor units, cancelled orders left out. */
  revenue: number;
}

/** Orders and revenue by quarter of an hour and currency of `[from, to)`, by when they were placed. */
export async function readFigures({ db }: Database, from: Date, to: Date): Promise<Figures[]> {
  const { rows } = await db.execute<{ quarter: string; currency: string; n: number; revenue: string }>(sql`
    select floor(extract(epoch from placed_at) / 900)::bigint as quarter, currency, count(*)::int as n,
           coalesce(sum(total) filter (where status <> 'cancelled'), 0)::bigint as revenue
    from orders where placed_at >= ${iso(from)} and placed_at < ${iso(to)} group by 1, 2`);
  return rows.map((row) => ({
    startMs: Number(row.quarter) * 900_000,
    currency: row.currency,
    orders: row.n,
    revenue: Number(row.revenue),
  }));
}

/** Orders placed since an instant, by where they stand now. */
export async function countByStatus({ db }: Database, since: Date): Promise<{ status: OrderStatus; count: number }[]> {
  const { rows } = await db.execute<{ status: OrderStatus; count: number }>(sql`
    select status, count(*)::int as count from orders where placed_at >= ${iso(since)} group by status`);
  return rows;
}

/** What is still to be sent, and since when the oldest of it waits. */
export async function openOrders({ db }: Database): Promise<{ count: number; oldestAt: Date | null }> {
  const { rows } = await db.execute<{ count: number; oldest: Date | string | null }>(sql`
    select count(*)::int as count, min(placed_at) as oldest from orders where status in ('placed', 'packed')`);
  const oldest = rows[0]?.oldest;
  return { count: rows[0]?.count ?? 0, oldestAt: oldest ? new Date(oldest) : null };
}
