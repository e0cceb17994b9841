import { eq } from "drizzle-orm";
import type { ImportedOrder } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import type { Services } from "@/lib/services/context";
import { importOrders } from "@/lib/services/orders/import-orders";
import { readShop } from "@/lib/services/settings/shop";
import { currency, customer, items, payment, type Random } from "./catalogue";
import { localClock, movesOf, ordersPerMinute, poisson } from "./rhythm";
import { demoContext } from "./traffic";

const minuteMs = 60_000;
const doneKey = "demo.history";

interface Options {
  services: Services;
  perMinute: number;
  days?: number;
  random?: Random;
}

/** At the first start of a demo: past orders at the same rate and rhythm, by the import verb. Host metrics are never invented. */
export async function importDemoHistory({
  services,
  perMinute,
  days = 14,
  random = Math.random,
}: Options): Promise<number> {
  const { db } = services.database;
  const [done] = await db.select().from(schema.settings).where(eq(schema.settings.key, doneKey));
  if (done) return 0;
  const { timeZone } = await readShop(services);
  const now = services.now();
  let imported = 0;
  let running: Promise<{ imported: number }> = Promise.resolve({ imported: 0 });
  for (const orders of batches(now, days, perMinute, timeZone, random)) {
    // These were made while the database took in the ones before.
    imported += (await running).imported;
    running = importOrders(demoContext(services), { orders });
    running.catch(() => undefined);
  }
  imported += (await running).imported;
  await db
    .insert(schema.settings)
    .values({ key: doneKey, value: { at: now.toISOString(), imported } })
    .onConflictDoNothing();
  return imported;
}

function* batches(
  now: Date,
  days: number,
  perMinute: number,
  timeZone: string,
  random: Random,
): Generator<ImportedOrder[]> {
  const clock = localClock(timeZone);
  let batch: ImportedOrder[] = [];
  let here = { hour: 0, weekday: 0 };
  for (let minute = -days * 24 * 60; minute < 0; minute++) {
    const startMs = now.getTime() + minute * minuteMs;
    if (minute % 10 === 0) here = clock(new Date(startMs));
    for (let left = poisson(ordersPerMinute(perMinute, here.hour, here.weekday), random); left > 0; left--) {
      batch.push(pastOrder(startMs + Math.floor(random() * minuteMs), now.getTime(), random));
    }
    if (batch.length >= 5_000) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** An order with what had become of it by now. */
export function pastOrder(placedMs: number, nowMs: number, random: Random): ImportedOrder {
  return {
    customer: customer(random),
    currency: currency(random),
    items: items(random),
    payment: payment(random),
    placedAt: new Date(placedMs).toISOString(),
    history: movesOf(random())
      .filter((move) => placedMs + move.afterMs <= nowMs)
      .map((move) => ({ to: move.to, at: new Date(placedMs + move.afterMs).toISOString() })),
  };
}
