/** Wall-clock parts of an instant. `weekday` 0 is Sunday; `month` 1 is January. */
export type ZonedParts = {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
};

// Words are ours, numbers come from Intl: Node and the browser carry different ICU data, and hydration must not see it.
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
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
  }
  return formatter;
}

/** The wall clock of `timeZone` (IANA) at `atMs`. Throws RangeError for an unknown zone. */
export function zonedParts(atMs: number, timeZone: string): ZonedParts {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const part of formatterFor(timeZone).formatToParts(atMs)) parts[part.type] = Number(part.value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(), hour, minute, second };
}

/** How far the zone's wall clock is ahead of UTC at that instant, in ms. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = zonedParts(atMs, timeZone);
  const wholeSecondMs = Math.floor(atMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
}

const two = (value: number) => String(value).padStart(2, "0");

/** "14:03", or "14:03:12" with `withSeconds`. */
export function clockText(atMs: number, timeZone: string, withSeconds = false): string {
  const { hour, minute, second } = zonedParts(atMs, timeZone);
  return withSeconds ? `${two(hour)}:${two(minute)}:${two(second)}` : `${two(hour)}:${two(minute)}`;
}

/** "14 Mar", and the year when it is not the one of `nowMs`. */
export function dayText(atMs: number, timeZone: string, nowMs = atMs): string {
  const { year, month, day } = zonedParts(atMs, timeZone);
  const text = `${day} ${months[month - 1]}`;
  return year === zonedParts(nowMs, timeZone).year ? text : `${text} ${year}`;
}

/** "Sat". */
export const weekdayText = (atMs: number, timeZone: string): string =>
  weekdays[zonedParts(atMs, timeZone).weekday] ?? "";

/** "UTC+1", "UTC−3:30", "UTC". */
export function zoneText(atMs: number, timeZone: string): string {
  const minutes = Math.round(zoneOffsetMs(atMs, timeZone) / 60_000);
  if (minutes === 0) return "UTC";
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${two(rest)}` : ""}`;
}

/** "Sat 14 Mar 2026, 14:03:12 UTC+1": what a person sees on hover. */
export function exactTimeText(atMs: number, timeZone: string): string {
  const { year } = zonedParts(atMs, timeZone);
  const day = `${weekdayText(atMs, timeZone)} ${dayText(atMs, timeZone)} ${year}`;
  return `${day}, ${clockText(atMs, timeZone, true)} ${zoneText(atMs, timeZone)}`;
}
