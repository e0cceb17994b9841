import type { PlotHandle } from "./plot-host";

/** The time a key moves the cursor to, from `at`, over the samples on `axis`; undefined for keys that do not move it. */
export function timeAfterKey(key: string, at: number | null, axis: readonly number[]): number | undefined {
  const last = axis.length - 1;
  if (last < 0) return undefined;
  const here = at === null ? last + 1 : axis.findLastIndex((time) => time <= at);
  const page = Math.max(1, Math.round(axis.length / 10));
  const target: Record<string, number> = {
    ArrowLeft: here - 1,
    ArrowRight: at === null ? last : here + 1,
    PageUp: here - page,
    PageDown: here + page,
    Home: 0,
    End: last,
  };
  const index = target[key];
  return index === undefined ? undefined : axis[Math.min(last, Math.max(0, index))];
}

/** The half of the window around `at`, moved so that it stays inside. */
export function zoomedWindow(from: number, to: number, at: number | null): { from: number; to: number } {
  const half = (to - from) / 2;
  const start = Math.min(to - half, Math.max(from, (at ?? (from + to) / 2) - half / 2));
  return { from: Math.round(start), to: Math.round(start + half) };
}

/** Puts the plot's cursor on a time, as the keyboard's. */
export function moveCursorTo(handle: PlotHandle, at: number | null): void {
  handle.keyboardAt = at;
  const { plot } = handle;
  if (!plot) return;
  if (at === null) plot.setCursor({ left: -10, top: -10 });
  else plot.setCursor({ left: plot.valToPos(at, "x"), top: 1 });
}
