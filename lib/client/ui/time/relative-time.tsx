"use client";

import { relativeTimeText } from "./relative-time-text";
import { useServerClock } from "./server-clock";
import { useTimeZone } from "./time-zone";
import { exactTimeText } from "./zoned-time";

export type RelativeTimeProps = {
  /** ms since 1970, or ISO 8601. */
  at: number | string;
  timeZone?: string;
  className?: string;
};

/** "12 s ago", kept true by the one shared timer; the exact time with its zone on hover and for readers of `datetime`. */
export function RelativeTime({ at, timeZone, className }: RelativeTimeProps) {
  const zone = useTimeZone(timeZone);
  const atMs = typeof at === "number" ? at : Date.parse(at);
  const exact = exactTimeText(atMs, zone);
  const text = useServerClock((nowMs) => (nowMs === null ? exact : relativeTimeText(atMs, nowMs, zone)));
  return (
    <time dateTime={new Date(atMs).toISOString()} title={exact} className={className}>
      {text}
    </time>
  );
}
