import { OrderStatus } from "@/lib/contracts/orders";
import { type Overview, operations, type RangeKey } from "@/lib/contracts/overview";
import { ranges } from "@/lib/contracts/ranges";
import type { Services } from "../context";
import { defineVerb } from "../define-verb";
import { hourOfShopDay, readShop, shopMidnight } from "../settings/shop";
import { errorsPerMinute } from "./error-rate";
import { countByBucket, countByStatus, type Figures, openOrders, readFigures } from "./order-figures";

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

/** Width of a bucket of the rate chart, by range: 15 to 168 points. */
const rateSteps: Record<RangeKey, number> = {
  "15m": 60_000,
  "1h": 60_000,
  "6h": 300_000,
  "24h": 900_000,
  "7d": hourMs,
  "30d": 6 * hourMs,
};

/** Everything the overview shows first. It holds no personal data, so it is the same for everybody and read once a second at most. */
export const readOverview = defineVerb(operations.readOverview, ({ services }, { range }) =>
  shared(services, range, () => compute(services, range)),
);

const inFlight = new WeakMap<object, Map<RangeKey, { atMs: number; overview: Promise<Overview> }>>();

function shared(services: Services, range: RangeKey, make: () => Promise<Overview>): Promise<Overview> {
  const known = inFlight.get(services.database) ?? new Map();
  inFlight.set(services.database, known);
  const nowMs = services.now().getTime();
  const last = known.get(range);
  if (last && nowMs - last.atMs < 1_000) return last.overview;
  const overview = make();
  known.set(range, { atMs: nowMs, overview });
  overview.catch(() => known.delete(range));
  return overview;
}

async function compute(services: Services, range: RangeKey): Promise<Overview> {
  const { database } = services;
  const now = services.now();
  const shop = await readShop(services);
  const midnight = shopMidnight(now, shop.timeZone);
  const weekAgo = new Date(now.getTime() - weekMs);
  const midnightThen = shopMidnight(weekAgo, shop.timeZone);
  const nextMidnightThen = shopMidnight(new Date(midnightThen.getTime() + 26 * hourMs), shop.timeZone);
  const lastDay = new Date(Math.floor(now.getTime() / hourMs) * hourMs - 24 * hourMs);

  const today = await readFigures(database, midnight, now);
  const yesterday = await readFigures(database, lastDay, midnight);
  const then = await readFigures(database, midnightThen, weekAgo);
  const laterThen = await readFigures(database, weekAgo, nextMidnightThen);
  const open = await openOrders(database);
  const statuses = await countByStatus(database, midnight);

  return {
    at: now.toISOString(),
    ordersToday: sumOrders(today),
    ordersLastWeek: sumOrders(then),
    revenue: revenueByCurrency(today, then, shop.currency),
    toFulfil: open.count,
    oldestOpenAt: open.oldestAt?.toISOString() ?? null,
    byStatus: OrderStatus.options.map((status) => ({
      status,
      count: statuses.find((row) => row.status === status)?.count ?? 0,
    })),
    revenueByHour: {
      currency: shop.currency,
      hours: Array.from({ length: 24 }, (_, hour) => ({
        hour,
        // The unfinished hour would look like a slump.
        today: hour >= hourOfShopDay(now, shop.timeZone) ? null : revenueAt(today, hour, shop.currency, shop.timeZone),
        lastWeek: revenueAt([...then, ...laterThen], hour, shop.currency, shop.timeZone),
      })),
    },
    trends: trendsOf([...yesterday, ...today], lastDay.getTime(), shop.currency),
    rate: await orderRate(services, range, now),
  };
}

const sumOrders = (rows: Figures[]) => rows.reduce((sum, row) => sum + row.orders, 0);
const sumRevenue = (rows: Figures[], currency: string) =>
  rows.reduce((sum, row) => sum + (row.currency === currency ? row.revenue : 0), 0);
const revenueAt = (rows: Figures[], hour: number, currency: string, timeZone: string) =>
  sumRevenue(
    rows.filter((row) => hourOfShopDay(new Date(row.startMs), timeZone) === hour),
    currency,
  );

/** The shop's currency first, then the others by name; they are never summed together. */
function revenueByCurrency(today: Figures[], then: Figures[], main: string): Overview["revenue"] {
  const currencies = new Set([main, ...[...today, ...then].map((row) => row.currency).sort()]);
  return [...currencies].map((currency) => ({
    currency,
    today: sumRevenue(today, currency),
    lastWeek: sumRevenue(then, currency),
  }));
}

/** The 24 finished hours from `fromMs` on. */
function trendsOf(rows: Figures[], fromMs: number, currency: string): Overview["trends"] {
  const hours = Array.from({ length: 24 }, (_, i) =>
    rows.filter((row) => Math.floor((row.startMs - fromMs) / hourMs) === i),
  );
  return { orders: hours.map(sumOrders), revenue: hours.map((hour) => sumRevenue(hour, currency)) };
}

async function orderRate(services: Services, range: RangeKey, now: Date): Promise<Overview["rate"]> {
  const stepMs = rateSteps[range];
  const to = Math.floor(now.getTime() / stepMs) * stepMs;
  const from = to - Math.floor(ranges[range] / stepMs) * stepMs;
  const times = Array.from({ length: (to - from) / stepMs }, (_, i) => from + i * stepMs);
  const perMinute = (counts: Map<number, number>, time: number) => ((counts.get(time) ?? 0) * 60_000) / stepMs;
  const counts = await countByBucket(services.database, new Date(from), new Date(to), stepMs);
  const before = await countByBucket(services.database, new Date(from - weekMs), new Date(to - weekMs), stepMs);
  return {
    stepMs,
    times,
    orders: times.map((time) => perMinute(counts, time)),
    lastWeek: times.map((time) => perMinute(before, time - weekMs)),
    errors: await errorsPerMinute(services, from, to, stepMs),
  };
}
