import type uPlot from "uplot";
import type { Gap } from "./chart-types";
import type { CursorStore } from "./cursor-store";
import { gapAt } from "./gaps";
import type { PlotHandle } from "./plot-host";
import type { PlotModel } from "./plot-options";

/** How near the cursor must be to a marker to name it, in px. */
const markerReachPx = 6;

const valueAt = (plot: uPlot, seriesIdx: number): number | null => {
  const row = plot.cursor.idxs?.[seriesIdx];
  return row === null || row === undefined ? null : (plot.data[seriesIdx]?.[row] ?? null);
};

/** The gap at `at`, if all lines but the references are broken there. */
function sharedGap(model: PlotModel, at: number): Gap | null {
  const measured = model.keys.filter((_, index) => !model.references[index]);
  const allBroken = measured.every((key) => gapAt(model.gapsByKey.get(key) ?? [], at) !== undefined);
  return allBroken ? (gapAt(model.shownGaps, at) ?? null) : null;
}

/** Writes what is under the plot's cursor into the store; returns its time in ms, or null when there is no cursor. */
export function readCursor(plot: uPlot, model: PlotModel, handle: PlotHandle, store: CursorStore): number | null {
  const left = plot.cursor.left ?? -1;
  const row = plot.cursor.idx;
  if (left < 0 || row === null || row === undefined) {
    if (store.read()) store.write(null);
    return null;
  }
  const pointed = plot.posToVal(left, "x");
  const gap = sharedGap(model, pointed);
  const at = gap ? pointed : (plot.data[0]?.[row] ?? pointed);
  const box = plot.over;
  store.write({
    at,
    left,
    plotLeft: box.offsetLeft,
    plotWidth: box.clientWidth,
    values: new Map(model.keys.map((key, index) => [key, valueAt(plot, index + 1)])),
    gap,
    marker: model.markers.find((marker) => Math.abs(plot.valToPos(marker.at, "x") - left) <= markerReachPx) ?? null,
    own: handle.pointerInside || handle.keyboardAt !== null,
  });
  return at;
}
