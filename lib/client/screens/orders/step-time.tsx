"use client";

import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { clockText, dayText, exactTimeText } from "../../ui/time/zoned-time";

/** "14:03:12", with the day when it was another one: steps of one hour are told apart, and nothing ticks. */
export function StepTime({ at }: { at: number }) {
  const zone = useTimeZone();
  const clock = clockText(at, zone, true);
  const text = useServerClock((nowMs) => {
    const day = dayText(at, zone, nowMs ?? at);
    return nowMs !== null && day === dayText(nowMs, zone) ? clock : `${day}, ${clock}`;
  }, 60_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTimeText(at, zone)}>
      {text}
    </time>
  );
}
