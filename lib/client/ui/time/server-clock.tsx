"use client";

import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from "react";

let offsetMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let timerStepMs = 0;
const subscribers = new Map<() => void, number>();

/** The time that is shown: it moves at ticks only, so that React reads the same twice in one rendering. */
let shownMs = 0;

function shownNowMs(): number {
  const nowMs = serverNowMs();
  if (subscribers.size === 0 && Math.abs(nowMs - shownMs) > 1000) shownMs = nowMs;
  return shownMs;
}

const tickAll = () => {
  shownMs = serverNowMs();
  for (const onTick of [...subscribers.keys()]) onTick();
};

/** One timer for everybody, at the pace of whoever wants it fastest; none when nobody listens. */
function retime(): void {
  const wantedMs = subscribers.size === 0 ? 0 : Math.min(...subscribers.values());
  if (wantedMs === timerStepMs) return;
  if (timer) clearInterval(timer);
  timer = wantedMs > 0 ? setInterval(tickAll, wantedMs) : undefined;
  timerStepMs = wantedMs;
}

/** Tells the clock how far the server's is ahead of this machine's, in ms; everything that shows an age follows at once. */
export function setServerOffsetMs(nextOffsetMs: number): void {
  if (nextOffsetMs === offsetMs) return;
  offsetMs = nextOffsetMs;
  tickAll();
}

/** The server's time now, in ms since 1970. */
export const serverNowMs = (): number => Date.now() + offsetMs;

/** Calls `onTick` about every `stepMs`; returns its stop. */
export function subscribeToClock(onTick: () => void, stepMs: number): () => void {
  if (subscribers.size === 0) shownMs = serverNowMs();
  subscribers.set(onTick, stepMs);
  retime();
  return () => {
    subscribers.delete(onTick);
    retime();
  };
}

const InitialNow = createContext<number | null>(null);

/** Gives server rendering and hydration the same "now": pass the server's `Date.now()` of the request. */
export function InitialNowProvider({ nowMs, children }: { nowMs: number; children: ReactNode }) {
  return <InitialNow value={nowMs}>{children}</InitialNow>;
}

/**
 * What `read` makes of the server's time, and again whenever that result changes; it is looked at each `stepMs`.
 * During server rendering and hydration `read` gets the provider's time, or null without a provider.
 */
export function useServerClock<T extends string | number | boolean | null>(
  read: (nowMs: number | null) => T,
  stepMs = 1000,
): T {
  const initialMs = useContext(InitialNow);
  const subscribe = useCallback((onTick: () => void) => subscribeToClock(onTick, stepMs), [stepMs]);
  return useSyncExternalStore(
    subscribe,
    () => read(shownNowMs()),
    () => read(initialMs),
  );
}

/** The server's time in ms, moving in steps of `stepMs`; null only while rendering on the server without a provider. */
export const useServerNow = (stepMs = 1000): number | null =>
  useServerClock((nowMs) => (nowMs === null ? null : Math.floor(nowMs / stepMs) * stepMs), stepMs);
