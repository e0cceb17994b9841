import { dayText } from "./zoned-time";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "45 s", "12 min", "3 h 12 min", "2 d 4 h": two parts at most, rounded down. */
export function durationText(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  const [bigMs, big, smallMs, small] = ms < dayMs ? [hourMs, "h", minuteMs, "min"] : [dayMs, "d", hourMs, "h"];
  const rest = Math.floor((ms % bigMs) / smallMs);
  return `${Math.floor(ms / bigMs)} ${big}${rest > 0 ? ` ${rest} ${small}` : ""}`;
}

/**
 * How long ago, as of `nowMs`: "just now", "12 s ago", "3 min ago", "5 h ago", "2 d ago", and the date after a week.
 * Up to 5 s in the future count as now (clocks differ); later ones read "in 3 min".
 */
export function relativeTimeText(atMs: number, nowMs: number, timeZone: string): string {
  const ageMs = nowMs - atMs;
  if (ageMs < -5 * secondMs) return `in ${durationText(-ageMs)}`;
  if (ageMs < secondMs) return "just now";
  if (ageMs < minuteMs) return `${Math.floor(ageMs / secondMs)} s ago`;
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  if (ageMs < 7 * dayMs) return `${Math.floor(ageMs / dayMs)} d ago`;
  return dayText(atMs, timeZone, nowMs);
}

/** Age of a sample for the connection badge: "0.4 s", "12 s", "3 min". */
export function ageText(ageMs: number): string {
  const ms = Math.max(0, ageMs);
  return ms < 10 * secondMs ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : durationText(ms);
}
