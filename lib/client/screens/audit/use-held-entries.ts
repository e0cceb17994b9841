"use client";

import { useRef, useState } from "react";
import type { AuditEntry } from "@/lib/contracts/audit";
import { useInside, useScrolledPast } from "../../live/use-holding";
import { usePause } from "../../shell/pause";

/**
 * What to show of a live list: while the mouse or a shown focus is in it, its top is scrolled away or the page is paused, new rows
 * wait above the one that was first then. `area` goes on the element around the rows, `topRef` on an empty element above them.
 */
export function useHeldEntries(live: readonly AuditEntry[]) {
  const topRef = useRef<HTMLDivElement>(null);
  const { paused } = usePause();
  const { inside, area } = useInside();
  const scrolled = useScrolledPast(topRef);
  const [firstId, setFirstId] = useState<string | null>(null);

  const holding = paused || inside || scrolled;
  const newest = live[0]?.id ?? null;
  if (holding && firstId === null && newest !== null) setFirstId(newest);
  if (!holding && firstId !== null) setFirstId(null);

  const waiting =
    holding && firstId !== null
      ? Math.max(
          0,
          live.findIndex(({ id }) => id === firstId),
        )
      : 0;
  return {
    rows: waiting === 0 ? live : live.slice(waiting),
    waiting,
    topRef,
    area,
    showNew: () => {
      setFirstId(newest);
      topRef.current?.scrollIntoView({ block: "nearest" });
    },
  };
}
