/** Formatters are costly to make and few: one a time zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

interface WallClock {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
}

/**
 * The first instant of the day that `at` falls on in `timeZone`. Usually 00:00, where clocks jump over midnight the first
 * time that exists, where midnight comes twice the first of them. Throws RangeError for an unknown zone.
 */
export function shopMidnight(at: Date, timeZone: string): Date {
  const day = wallClock(at, timeZone);
  const midnightAsUtcMs = Date.UTC(day.year, day.month - 1, day.day);
  // A zone's offset changes at most once within these two days: midnight has the one before or the one after.
  const offsetsMs = [midnightAsUtcMs - dayMs, midnightAsUtcMs + dayMs].map((ms) => offsetMsAt(ms, timeZone));
  const starts = offsetsMs
    .map((offsetMs) => midnightAsUtcMs - offsetMs)
    .filter((ms) => sameDay(wallClock(new Date(ms), timeZone), day));
  return new Date(Math.min(...starts));
}

/** What a clock on the shop's wall shows as hour, 0 to 23; an hour that comes twice has one number. */
export const hourOfShopDay = (at: Date, timeZone: string): number => wallClock(at, timeZone).hour;

const dayMs = 86_400_000;

const sameDay = (a: WallClock, b: WallClock) => a.day === b.day && a.month === b.month && a.year === b.year;

function offsetMsAt(ms: number, timeZone: string): number {
  const wholeSecondMs = Math.floor(ms / 1000) * 1000;
  return asUtcMs(new Date(wholeSecondMs), timeZone) - wholeSecondMs;
}

const asUtcMs = (at: Date, timeZone: string): number => {
  const part = partsOf(at, timeZone);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
};

function wallClock(at: Date, timeZone: string): WallClock {
  const part = partsOf(at, timeZone);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour") };
}

function partsOf(at: Date, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => number {
  const parts = formatterOf(timeZone).formatToParts(at);
  return (type) => Number(parts.find((part) => part.type === type)?.value);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timeZone, formatter);
  return formatter;
}
