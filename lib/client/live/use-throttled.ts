"use client";

import { useEffect, useRef } from "react";

/** Runs at once, then at most once a pause, and once more at its end when it was asked for meanwhile. */
export function useThrottled(run: () => void, pauseMs: number): () => void {
  const latest = useRef(run);
  latest.current = run;
  const state = useRef<{ timer?: ReturnType<typeof setTimeout>; again: boolean }>({ again: false });
  useEffect(() => () => clearTimeout(state.current.timer), []);
  return useRef(() => {
    if (state.current.timer) {
      state.current.again = true;
      return;
    }
    latest.current();
    const rest = () => {
      state.current.timer = undefined;
      if (!state.current.again) return;
      state.current.again = false;
      latest.current();
      state.current.timer = setTimeout(rest, pauseMs);
    };
    state.current.timer = setTimeout(rest, pauseMs);
  }).current;
}
