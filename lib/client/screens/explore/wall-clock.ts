import { zonedParts, zoneOffsetMs } from "../../ui/time/zoned-time";

const two = (value: number): string => String(value).padStart(2, "0");

/** What a `datetime-local` field shows for an instant in a zone: "2026-03-14T14:03:12". */
export function wallClockText(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute, second } = zonedParts(atMs, timeZone);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/**
 * The instant in ms at which a zone's clock shows `text` ("2026-03-14T14:03" with or without seconds); the earlier one of two
 * when the clock is put back, the one after the jump when it was put forward over it. Null for anything else.
 */
export function wallClockMs(text: string, timeZone: string): number | null {
  const utcMs = Date.parse(`${text}Z`);
  if (Number.isNaN(utcMs)) return null;
  const guesses = [
    utcMs - zoneOffsetMs(utcMs - 86_400_000, timeZone),
    utcMs - zoneOffsetMs(utcMs + 86_400_000, timeZone),
  ];
  const fitting = guesses.filter((guess) => guess + zoneOffsetMs(guess, timeZone) === utcMs);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...guesses);
}
