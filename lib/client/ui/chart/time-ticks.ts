import { clockText, dayText, zonedParts, zoneOffsetMs } from "../time/zoned-time";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 60, 120, 240].map((count) => count * day),
];

/** The shortest step that leaves at most `maxTicks` labels in the window, in ms. */
export function timeStep(from: number, to: number, maxTicks: number): number {
  const least = (to - from) / Math.max(1, maxTicks);
  return steps.find((step) => step >= least) ?? steps.at(-1) ?? day;
}

/** Instants to label between `from` and `to`: full steps of the zone's wall clock, so that days begin at its midnight. */
export function timeTicks(from: number, to: number, maxTicks: number, timeZone: string): number[] {
  const step = timeStep(from, to, maxTicks);
  const ticks: number[] = [];
  const firstOffset = zoneOffsetMs(from, timeZone);
  let wall = Math.ceil((from + firstOffset) / step) * step;
  for (;;) {
    // The offset may change inside the window (daylight saving): ask again at each tick.
    const guess = wall - firstOffset;
    const tick = wall - zoneOffsetMs(guess, timeZone);
    if (tick > to) return ticks;
    if (tick >= from) ticks.push(tick);
    wall += step;
  }
}

/** Labels for ticks `step` ms apart: "14:03:20", "14:05", and the date at midnight: "14 Mar". */
export function tickLabels(ticks: readonly number[], step: number, timeZone: string): string[] {
  return ticks.map((tick) => {
    const { hour: hours, minute: minutes, second: seconds } = zonedParts(tick, timeZone);
    if (step >= day || (hours === 0 && minutes === 0 && seconds === 0)) return dayText(tick, timeZone);
    return clockText(tick, timeZone, step < minute);
  });
}
