import { and, eq, inArray } from "drizzle-orm";
import type { OrderStatus } from "@/lib/contracts/orders";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { nextMove } from "./rhythm";

interface Due {
  id: string;
  atMs: number;
}

/** When each unfinished demo order moves next, latest first, so that what is due stands at the end. */
export class DemoSchedule {
  readonly #due: Due[] = [];

  add(order: { id: string; status: OrderStatus; placedAt: Date }): void {
    const move = nextMove(order);
    if (!move) return;
    const atMs = order.placedAt.getTime() + move.afterMs;
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#due[middle]?.atMs ?? 0) > atMs) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, { id: order.id, atMs });
  }

  /** Ids of what is due by now, oldest first; they leave the schedule. */
  takeDue(nowMs: number, most: number): string[] {
    const ids: string[] = [];
    while (ids.length < most && (this.#due.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
      ids.push(this.#due.pop()?.id ?? "");
    }
    return ids;
  }

  get size(): number {
    return this.#due.length;
  }

  /** What is unfinished in the database, after a start. */
  static async load({ db }: Database): Promise<DemoSchedule> {
    const { orders } = schema;
    const rows = await db
      .select({ id: orders.id, status: orders.status, placedAt: orders.placedAt })
      .from(orders)
      .where(and(inArray(orders.status, ["placed", "packed", "shipped"]), eq(orders.source, "demo")));
    const schedule = new DemoSchedule();
    for (const row of rows.sort((a, b) => b.placedAt.getTime() - a.placedAt.getTime())) schedule.add(row);
    return schedule;
  }
}
