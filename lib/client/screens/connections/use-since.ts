"use client";

import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { sinceText } from "./connection-words";

/** Since when a connection is there, by the clock of the shop: "14:03:12". `connectedAt` is ISO 8601. */
export function useSince(connectedAt: string): string {
  const zone = useTimeZone();
  const atMs = Date.parse(connectedAt);
  return useServerClock((nowMs) => sinceText(atMs, nowMs ?? atMs, zone), 60_000);
}
