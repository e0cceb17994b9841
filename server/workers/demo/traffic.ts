import { v7 as uuidv7 } from "uuid";
import { permissions } from "@/lib/contracts/permissions";
import type { Services, VerbContext } from "@/lib/services/context";
import { createOrder } from "@/lib/services/orders/create-order";
import { readOrder } from "@/lib/services/orders/read-order";
import { setOrderStatus } from "@/lib/services/orders/set-order-status";
import { readShop } from "@/lib/services/settings/shop";
import { currency, customer, items, payment, type Random } from "./catalogue";
import { localClock, nextMove, ordersPerMinute, poisson } from "./rhythm";
import { DemoSchedule } from "./schedule";

/** The demo acts like anybody: by the verbs, with permissions, and under a name that says what it is. */
export const demoContext = (services: Services): VerbContext => ({
  services,
  via: "worker",
  principal: { kind: "system", id: "demo", name: "Demo", role: "operator", permissions },
});

interface Options {
  services: Services;
  perMinute: number;
  random?: Random;
  tickMs?: number;
}

/** Places demo orders by the rhythm of the day and moves the ones that are due. Every order is marked `demo`. */
export function startDemoTraffic(options: Options): AsyncDisposable {
  const { services, perMinute, random = Math.random, tickMs = 1_000 } = options;
  let schedule: DemoSchedule | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function tick(): Promise<void> {
    schedule ??= await DemoSchedule.load(services.database);
    const now = services.now();
    const { timeZone } = await readShop(services);
    const { hour, weekday } = localClock(timeZone)(now);
    const arrivals = poisson((ordersPerMinute(perMinute, hour, weekday) * tickMs) / 60_000, random);
    for (let i = 0; i < arrivals; i++) {
      const order = await createOrder(demoContext(services), {
        customer: customer(random),
        currency: currency(random),
        items: items(random),
        payment: payment(random),
        key: uuidv7(),
      });
      schedule.add({ ...order, placedAt: new Date(order.placedAt) });
    }
    await moveDueOrders(services, schedule);
  }

  const timer = setInterval(() => {
    running = running.then(async () => {
      if (stopped) return;
      await tick().catch((error) => services.log.warn({ err: error }, "demo traffic: a tick failed"));
    });
  }, tickMs);

  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Moves what is due, at most a few a tick. Whoever moved an order by hand meanwhile wins: it is looked at as it is now. */
async function moveDueOrders(services: Services, schedule: DemoSchedule, most = 20): Promise<void> {
  const context = demoContext(services);
  for (const id of schedule.takeDue(services.now().getTime(), most)) {
    const order = await readOrder(context, { id });
    const next = nextMove(order);
    if (!next) continue;
    const moved = await setOrderStatus(context, { id, to: next.to, version: order.version, key: uuidv7() });
    schedule.add({ ...moved, placedAt: new Date(moved.placedAt) });
  }
}
