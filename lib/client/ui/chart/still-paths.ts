import type { AxisRange } from "./axis-policy";
import type { PlotColumn } from "./plot-data";

/** The box the paths are drawn in; the browser stretches it. */
export const stillBox = { width: 1000, height: 100 };

/** More points than this a line does not show before the plot is there. */
const maxPoints = 240;

/** SVG path of one column: broken at nulls, bridged over undefined, thinned to at most about 240 points. */
export function stillPath(
  axis: readonly number[],
  column: PlotColumn,
  window: { from: number; to: number },
  range: Pick<AxisRange, "min" | "max">,
): string {
  const every = Math.max(1, Math.ceil(axis.length / maxPoints));
  const x = (at: number) => ((at - window.from) / (window.to - window.from || 1)) * stillBox.width;
  const y = (value: number) => stillBox.height - ((value - range.min) / (range.max - range.min || 1)) * stillBox.height;
  let path = "";
  let broken = true;
  for (const [row, at] of axis.entries()) {
    const value = column[row];
    if (value === null) broken = true;
    if (value === null || value === undefined || at < window.from || at > window.to) continue;
    if (!broken && row % every !== 0 && row !== axis.length - 1) continue;
    path += `${broken ? "M" : "L"}${x(at).toFixed(0)} ${y(value).toFixed(1)}`;
    broken = false;
  }
  return path;
}
