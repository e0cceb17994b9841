"use client";

import { useStream } from "../hub/ops";
import { useThrottled } from "../live/use-throttled";
import { usePermission } from "../shell/session-info";

/** A busy hour of sign-ins is one reading a pause, and a change is still here within a second. */
const pauseMs = 500;

/**
 * Tells a list of the administration that what it shows was changed by anybody: `readAgain` runs for what was done whose action begins
 * with one of `actions`, and after what cannot be known. Returns whether the one signed in is told at all.
 */
export function useAuditChanges(actions: readonly string[], readAgain: () => void): boolean {
  const isTold = usePermission("audit.read");
  const read = useThrottled(readAgain, pauseMs);
  useStream(
    "audit",
    isTold
      ? {
          onEvents: (events) => {
            const concern = ({ action, refusedCode }: { action: string; refusedCode: string | null }) =>
              refusedCode === null && actions.some((beginning) => action.startsWith(beginning));
            if (events.some(({ data }) => concern(data))) read();
          },
          // Also at the first: something may have changed between the page's reading and this.
          onSnapshot: read,
        }
      : null,
  );
  return isTold;
}
