"use client";

import { useEffect, useRef, useState } from "react";
import { prefersReducedMotion } from "../theme/motion";
import { formatCount, unknownText } from "./format";

const durationMs = 240;

const easeOut = (t: number) => 1 - (1 - t) ** 3;

/** The number to draw now on the way to `value`, 240 ms long; at once for the first value, reduced motion or a hidden tab. */
export function useTweenedNumber(value: number | null): number | null {
  const [shown, setShown] = useState(value);
  const shownRef = useRef(value);
  useEffect(() => {
    const show = (next: number | null) => {
      shownRef.current = next;
      setShown(next);
    };
    const from = shownRef.current;
    if (value === null || from === null || from === value || document.hidden || prefersReducedMotion()) {
      show(value);
      return;
    }
    const whole = Number.isInteger(value);
    const startMs = performance.now();
    let frame = requestAnimationFrame(function step(nowMs) {
      const progress = Math.min(1, (nowMs - startMs) / durationMs);
      if (progress >= 1) return show(value);
      const between = from + (value - from) * easeOut(Math.max(0, progress));
      show(whole ? Math.round(between) : between);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [value]);
  return shown;
}

export type NumberTweenProps = { value: number | null; format?: (value: number) => string };

/** A number that glides to its next value; "–" for null. */
export function NumberTween({ value, format = formatCount }: NumberTweenProps) {
  const shown = useTweenedNumber(value);
  return <>{shown === null ? unknownText : format(shown)}</>;
}
