"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

let released = false;
const listeners = new Set<() => void>();

/** Lets the plots that are drawn by Recharts load their code: called when the first live value is on the page. */
export function releaseSlowPlots(): void {
  if (released) return;
  released = true;
  for (const onChange of listeners) onChange();
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** Without a live value they are not held back longer than this. */
const longestWaitMs = 3_000;

/** False until the first live value is there, or a while has passed: what is live comes before what changes slowly. */
export function useSlowPlotsReleased(): boolean {
  const live = useSyncExternalStore(
    subscribe,
    () => released,
    () => false,
  );
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), longestWaitMs);
    return () => clearTimeout(timer);
  }, []);
  return live || waited;
}
