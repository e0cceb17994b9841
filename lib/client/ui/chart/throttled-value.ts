"use client";

import { useEffect, useRef, useState } from "react";

/** `value`, but changing at most once in `intervalMs`; at once when `isUrgent` says that a person asked for the change. */
export function useThrottledValue<T>(value: T, intervalMs: number, isUrgent: (shown: T, next: T) => boolean): T {
  const [shown, setShown] = useState(value);
  const shownAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (shown === value) return;
    const waitMs = isUrgent(shown, value) ? 0 : Math.max(0, shownAtMs.current + intervalMs - performance.now());
    const show = () => {
      shownAtMs.current = performance.now();
      setShown(value);
    };
    if (waitMs === 0) return show();
    const timer = setTimeout(show, waitMs);
    return () => clearTimeout(timer);
  }, [value, shown, intervalMs, isUrgent]);
  return shown;
}
