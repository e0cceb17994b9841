"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

interface PauseState {
  paused: boolean;
  /** Orders and notifications that came in since. */
  waiting: number;
  toggle(): void;
  /** Counts what came in while paused. */
  count(events: number): void;
}

const Pause = createContext<PauseState>({ paused: false, waiting: 0, toggle: () => undefined, count: () => undefined });

export const usePause = (): PauseState => useContext(Pause);

/** Space pauses wherever it has no other meaning. */
const hasOwnSpace = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input, textarea, select, button, a, [role=button], [role=menuitem], dialog") !== null);

/** Holds what is shown still, while data goes on arriving behind it. */
export function PauseProvider({ children }: { children: ReactNode }) {
  const [paused, setPaused] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const pausedRef = useRef(paused);
  pausedRef.current = paused;

  const toggle = useCallback(() => {
    setPaused((was) => !was);
    setWaiting(0);
  }, []);
  const count = useCallback((events: number) => {
    if (pausedRef.current) setWaiting((before) => before + events);
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || hasOwnSpace(event.target)) return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [toggle]);

  const state = useMemo(() => ({ paused, waiting, toggle, count }), [paused, waiting, toggle, count]);
  return <Pause value={state}>{children}</Pause>;
}

/** The value as it was when the page was paused; the live one otherwise. */
export function useFrozen<T>(value: T): T {
  const { paused } = usePause();
  const [held, setHeld] = useState<{ value: T } | null>(null);
  if (paused && held === null) setHeld({ value });
  if (!paused && held !== null) setHeld(null);
  return paused && held !== null ? held.value : value;
}
