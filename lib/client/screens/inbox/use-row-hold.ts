"use client";

import { type FocusEvent, useEffect, useState } from "react";
import type { InboxItem } from "@/lib/contracts/notifications";
import { usePause } from "../../shell/pause";
import { heldRows } from "./inbox-list";

/** Scrolled so far that a row more at the top would move what one reads. */
const scrolledPx = 40;

/**
 * Holds new rows back while somebody reads: pointer or focus in the list, page scrolled, or paused. `listProps` go to the
 * element around the rows; `release` shows what waits.
 */
export function useRowHold(items: readonly InboxItem[], view: string) {
  const { paused } = usePause();
  const [inside, setInside] = useState({ pointer: false, focus: false });
  const scrolled = useScrolled();
  const holding = paused || inside.pointer || inside.focus || scrolled;
  const [held, setHeld] = useState<{ view: string; at: string } | null>(null);
  const top = items[0]?.createdAt;

  if (!holding && held !== null) setHeld(null);
  if (holding && held?.view !== view && top !== undefined) setHeld({ view, at: top });

  return {
    ...heldRows(items, holding && held?.view === view ? held.at : null),
    release: () => setHeld(top === undefined ? null : { view, at: top }),
    listProps: {
      onPointerEnter: () => setInside((was) => ({ ...was, pointer: true })),
      onPointerLeave: () => setInside((was) => ({ ...was, pointer: false })),
      onFocus: () => setInside((was) => ({ ...was, focus: true })),
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside((was) => ({ ...was, focus: false }));
      },
    },
  };
}

function useScrolled(): boolean {
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const look = () => setScrolled(window.scrollY > scrolledPx);
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  return scrolled;
}
