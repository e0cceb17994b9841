"use client";

import { type FocusEvent, type PointerEvent, useState } from "react";
import type { LiveConnection } from "@/lib/contracts/connections";
import { usePause } from "../../shell/pause";
import { heldRows } from "./connection-list";

/**
 * Holds the rows at their places while the mouse or a shown focus is among them, or the page is paused. `area` goes to the element
 * around the rows; `showNew` lets in what waits. Another `view` (a search) is shown at once.
 */
export function useHeldConnections(live: readonly LiveConnection[], view: string) {
  const { paused } = usePause();
  const [inside, setInside] = useState({ mouse: false, focus: false });
  const [held, setHeld] = useState<{ view: string; rows: readonly LiveConnection[] } | null>(null);

  const holding = paused || inside.mouse || inside.focus;
  if (holding && held?.view !== view) setHeld({ view, rows: live });
  if (!holding && held !== null) setHeld(null);

  return {
    ...heldRows(holding && held?.view === view ? held.rows : null, live),
    showNew: () => setHeld({ view, rows: live }),
    area: {
      // A finger rests nowhere, and a button that was clicked keeps the focus long after the mouse has gone.
      onPointerEnter: ({ pointerType }: PointerEvent) =>
        setInside((was) => ({ ...was, mouse: pointerType === "mouse" })),
      onPointerLeave: () => setInside((was) => ({ ...was, mouse: false })),
      onFocus: ({ target }: FocusEvent) => setInside((was) => ({ ...was, focus: target.matches(":focus-visible") })),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) setInside((was) => ({ ...was, focus: false }));
      },
    },
  };
}
