import { exploreRanges, longestWindowMs, rangeMs, shortestWindowMs } from "./explore-ranges";
import type { ExploreWindow } from "./explore-view";

/** The window after dragging from one time to another (ms since 1970); never shorter than can be told apart. */
export function zoomedIn(window: ExploreWindow, fromMs: number, toMs: number): ExploreWindow {
  const missingMs = Math.max(0, shortestWindowMs - (toMs - fromMs));
  return { kind: "fixed", fromMs: fromMs - missingMs / 2, toMs: toMs + missingMs / 2, range: window.range };
}

/**
 * Three times as wide around the same middle, not beyond `nowMs`; live again once that covers the range it came from. A live
 * window gets the next longer range; null where there is none.
 */
export function zoomedOut(window: ExploreWindow, nowMs: number): ExploreWindow | null {
  if (window.kind === "live") {
    const longer = exploreRanges[exploreRanges.findIndex((range) => range.key === window.range) + 1];
    return longer ? { kind: "live", range: longer.key } : null;
  }
  const lengthMs = window.toMs - window.fromMs;
  if (lengthMs >= longestWindowMs) return null;
  const wideMs = Math.min(lengthMs * 3, longestWindowMs);
  const toMs = Math.min(window.toMs + (wideMs - lengthMs) / 2, nowMs);
  if (toMs === nowMs && wideMs >= rangeMs(window.range)) return { kind: "live", range: window.range };
  return { ...window, fromMs: toMs - wideMs, toMs };
}
