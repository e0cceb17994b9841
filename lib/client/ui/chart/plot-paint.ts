import type uPlot from "uplot";
import type { Severity } from "@/lib/contracts/notifications";
import type { TimeMarker } from "./chart-types";
import { type PlotModel, withAlpha } from "./plot-options";

const severityTokens: Record<Severity, string> = { critical: "--pb-crit", warning: "--pb-warn", info: "--pb-info" };

/** Fills the span from `from` to `to` over the whole height of the plot, cut at its edges. */
function fillSpan(plot: uPlot, from: number, to: number, style: string): void {
  const { left, top, width, height } = plot.bbox;
  const clamp = (value: number) => Math.min(left + width, Math.max(left, plot.valToPos(value, "x", true)));
  const start = clamp(from);
  const end = clamp(to);
  if (end <= start) return;
  plot.ctx.fillStyle = style;
  plot.ctx.fillRect(start, top, end - start, height);
}

function markerEnd(marker: TimeMarker, model: PlotModel): number | null {
  if (marker.until === undefined) return null;
  return marker.until ?? model.to;
}

/** Shades gaps and tints the time an alert lasted; under grid and lines. */
export function paintBehind(plot: uPlot, model: PlotModel): void {
  plot.ctx.save();
  for (const gap of model.shownGaps) fillSpan(plot, gap.from, gap.to, model.color("--pb-gap-shade"));
  for (const marker of model.markers) {
    const end = markerEnd(marker, model);
    const color = model.color(severityTokens[marker.severity]);
    if (end !== null) fillSpan(plot, marker.at, end, withAlpha(color, 0.07));
  }
  plot.ctx.restore();
}

/** A dashed line and a dot on top for each marker; over the lines. */
export function paintInFront(plot: uPlot, model: PlotModel): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const marker of model.markers) {
    if (marker.at < model.from || marker.at > model.to) continue;
    const x = Math.round(plot.valToPos(marker.at, "x", true));
    const color = model.color(severityTokens[marker.severity]);
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, bbox.top, 4 * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}
