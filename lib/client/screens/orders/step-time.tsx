"use client";

import { RelativeTime } from "../../ui/time/relative-time";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { clockText, dayText, exactTimeText } from "../../ui/time/zoned-time";

const dayMs = 86_400_000;

/** "14:03:12 · 5 min ago", and from a day on "14 Nov, 14:03:12": steps that were taken in one hour are told apart. */
export function StepTime({ at }: { at: number }) {
  const zone = useTimeZone();
  const clock = clockText(at, zone, true);
  // The day alone once "5 h ago" no longer helps; null while it does.
  const day = useServerClock((nowMs) => (nowMs === null || nowMs - at < dayMs ? null : dayText(at, zone, nowMs)), 60_000);
  if (day === null) {
    return (
      <>
        {clock} · <RelativeTime at={at} />
      </>
    );
  }
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTimeText(at, zone)}>
      {day}, {clock}
    </time>
  );
}
