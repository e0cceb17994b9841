import { zonedParts, zoneOffsetMs } from "../../ui/time/zoned-time";

/** A calendar day, "2026-03-14". Which instants it covers depends on the shop's time zone. */
export type Day = string;

const dayMs = 86_400_000;
const pattern = /^20\d\d-\d\d-\d\d$/;

/** True for a day of this century that exists in the calendar. A date field sends "0002-01-01" while the year is typed. */
export const isDay = (text: string | null | undefined): text is Day => {
  if (!text || !pattern.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
};

/** The day after. */
export const nextDay = (day: Day): Day => new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);

/** The first instant of the day in `timeZone` (IANA), ISO 8601 UTC; where clocks jump over midnight the first that exists. */
export function startOfDay(day: Day, timeZone: string): string {
  const midnightAsUtcMs = Date.parse(`${day}T00:00:00Z`);
  // An offset changes at most once within these two days: midnight has the one before or the one after.
  const starts = [midnightAsUtcMs - dayMs, midnightAsUtcMs + dayMs]
    .map((aroundMs) => midnightAsUtcMs - zoneOffsetMs(aroundMs, timeZone))
    .filter((startMs) => zonedParts(startMs, timeZone).day === Number(day.slice(8)));
  return new Date(Math.min(...starts)).toISOString();
}
