"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Order } from "@/lib/contracts/orders";
import { recentOrder } from "../../orders/recent-orders";
import { type HeldOrders, holdOrders, shownOrders } from "./held-orders";

/**
 * What to show of a live list: held while the pointer or the focus is in it or its top is scrolled away. `area` goes on the
 * element around the rows, `topRef` on an empty element above them, `showNew` lets in what waits and goes to the top.
 */
export function useHeldOrders(live: readonly Order[]) {
  const client = useQueryClient();
  const topRef = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const scrolled = useScrolledPast(topRef);
  const [held, setHeld] = useState<HeldOrders | null>(null);

  const holding = hovered || focused || scrolled;
  if (holding && held === null && live.length > 0) setHeld(holdOrders(live));
  if (!holding && held !== null) setHeld(null);

  const shown = shownOrders(holding ? held : null, live, (id) => recentOrder(client, id));
  return {
    ...shown,
    topRef,
    showNew: () => {
      setHeld(holdOrders(live));
      topRef.current?.scrollIntoView({ block: "nearest" });
    },
    area: {
      // A finger rests nowhere: only a mouse holds by being there.
      onPointerEnter: (event: PointerEvent) => setHovered(event.pointerType === "mouse"),
      onPointerLeave: () => setHovered(false),
      // A button that was clicked keeps the focus long after the mouse has gone: only a focus that is shown counts.
      onFocus: (event: FocusEvent) => setFocused(event.target.matches(":focus-visible")),
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      },
    },
  };
}

/** Whether the element lies above what is seen; `scroll-margin-top` of the element counts as covered. */
function useScrolledPast(ref: { readonly current: HTMLElement | null }): boolean {
  const [past, setPast] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const coveredPx = Number.parseFloat(getComputedStyle(element).scrollMarginTop) || 0;
    const observer = new IntersectionObserver(
      ([entry]) => entry && setPast(!entry.isIntersecting && entry.boundingClientRect.top < coveredPx),
      { rootMargin: `-${Math.max(0, coveredPx - 1)}px 0px 0px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return past;
}
