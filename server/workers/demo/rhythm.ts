import type { OrderStatus } from "@/lib/contracts/orders";
import { orderTransitions } from "@/lib/contracts/orders";
import type { Random } from "./catalogue";

/** Share of a day's orders by local hour, relative to the mean of 1: quiet nights, a peak at noon, a higher one in the evening. */
const byHour = [
  0.35, 0.22, 0.16, 0.14, 0.16, 0.27, 0.5, 0.8, 1.05, 1.2, 1.28, 1.36, 1.42, 1.3, 1.18, 1.14, 1.2, 1.34, 1.5, 1.68,
  1.78, 1.56, 1.1, 0.7,
];
const mean = byHour.reduce((sum, weight) => sum + weight, 0) / byHour.length;
/** Sunday first. */
const byWeekday = [1.12, 1.02, 0.96, 0.95, 0.95, 0.98, 1.02];

/** Orders a minute at an instant, given the average; `hour` in [0, 24) and `weekday` (0 is Sunday) of the shop's zone. */
export function ordersPerMinute(average: number, hour: number, weekday: number): number {
  const from = byHour[Math.floor(hour) % 24] ?? 1;
  const to = byHour[(Math.floor(hour) + 1) % 24] ?? 1;
  const weight = from + (to - from) * (hour % 1);
  return average * (weight / mean) * (byWeekday[weekday] ?? 1);
}

/** How many happen in an interval in which `expected` do on average (Knuth's method for a Poisson draw; expected < 30). */
export function poisson(expected: number, random: Random): number {
  const limit = Math.exp(-expected);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Local hour (with its fraction) and weekday of a zone. One formatter a zone: making one costs more than using it. */
export function localClock(timeZone: string): (at: Date) => { hour: number; weekday: number } {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    hour: "numeric",
    minute: "numeric",
  });
  const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
    return { hour: Number(parts.hour) + Number(parts.minute) / 60, weekday: days.indexOf(parts.weekday ?? "Sun") };
  };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A number in [0, 1) that belongs to an order for good, so that past and future agree on what becomes of it. */
export function fateOf(id: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619);
  return (hash >>> 0) / 4_294_967_296;
}

const cancelledShare = 0.03;

/** Every move of an order, in ms after it was placed. Some are cancelled before they are packed. */
export function movesOf(fate: number): { to: OrderStatus; afterMs: number }[] {
  const spread = (fate * 97) % 1;
  if (fate < cancelledShare) return [{ to: "cancelled", afterMs: minuteMs * (1 + 8 * spread) }];
  const packedMs = minuteMs * (1 + 5 * spread);
  const shippedMs = packedMs + minuteMs * (3 + 14 * ((fate * 31) % 1));
  return [
    { to: "packed", afterMs: packedMs },
    { to: "shipped", afterMs: shippedMs },
    { to: "delivered", afterMs: shippedMs + hourMs * (6 + 40 * ((fate * 53) % 1)) },
  ];
}

/** What becomes of an order next. One that was packed by hand is no longer cancelled, whatever its fate. */
export function nextMove(order: { id: string; status: OrderStatus }): { to: OrderStatus; afterMs: number } | undefined {
  const fate = fateOf(order.id);
  const moves = movesOf(order.status === "placed" ? fate : Math.max(fate, cancelledShare));
  return moves.find((move) => orderTransitions[order.status].includes(move.to));
}
