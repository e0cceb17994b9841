"use client";

import { type FocusEvent, type PointerEvent, useEffect, useState } from "react";

/** Whether the mouse or a shown focus is among the rows; `area` goes on the element around them. */
export function useInside() {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  return {
    inside: hovered || focused,
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
export function useScrolledPast(ref: { readonly current: HTMLElement | null }): boolean {
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
