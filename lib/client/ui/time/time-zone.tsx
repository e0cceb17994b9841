"use client";

import { createContext, type ReactNode, useContext } from "react";

const TimeZone = createContext("UTC");

/** The zone (IANA) in which everything below shows times, unless a component is given its own. */
export function TimeZoneProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return <TimeZone value={timeZone}>{children}</TimeZone>;
}

/** The zone to show times in: `own` if given, otherwise the provider's, otherwise UTC. */
export function useTimeZone(own?: string): string {
  const provided = useContext(TimeZone);
  return own ?? provided;
}
