import type uPlot from "uplot";
import { formatTick, type Unit } from "../format";
import { type AxisState, axisTicks, nextAxis } from "./axis-policy";
import type { AxisLimit, Gap, TimeMarker } from "./chart-types";
import { gapAt } from "./gaps";
import { lonelyRows, nearestKnown, type PlotColumn } from "./plot-data";
import type { LineStyle } from "./series-styles";
import { tickLabels, timeStep, timeTicks } from "./time-ticks";

/** Everything a drawn plot looks up while it draws; replaced before each redraw, so that the plot itself is never made again. */
export type PlotModel = {
  from: number;
  to: number;
  unit: Unit;
  timeZone: string;
  yMin: AxisLimit;
  yMax: AxisLimit;
  bare: boolean;
  keys: readonly string[];
  fills: readonly boolean[];
  references: readonly boolean[];
  styles: ReadonlyMap<string, LineStyle>;
  gapsByKey: ReadonlyMap<string, readonly Gap[]>;
  shownGaps: readonly Gap[];
  markers: readonly TimeMarker[];
  /** How far from the cursor a sample may be to count, in ms. */
  reachMs: number;
  /** Token values of the painted scheme. */
  color: (token: string) => string;
  axis: AxisState | null;
};

const axisHeight = 24;
const tickRoomPx = 78;
const labelGapPx = 8;

/** `#rrggbb` with an alpha, for the canvas. */
export function withAlpha(color: string, alpha: number): string {
  const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${alpha})`;
}

function yRange(model: PlotModel, low: number | null, high: number | null): uPlot.Range.MinMax {
  const nowMs = Date.now();
  model.axis = nextAxis(model.axis, low ?? 0, high ?? 0, model.unit, nowMs);
  const { range } = model.axis;
  return [model.yMin === "auto" ? range.min : model.yMin, model.yMax === "auto" ? range.max : model.yMax];
}

/** Labels of the value axis: the policy's steps, or quarters of a fixed range. */
function yTicks(model: PlotModel, min: number, max: number): number[] {
  const range = model.axis?.range;
  const own = range && range.min === min && range.max === max;
  return axisTicks(own ? range : { min, max, step: (max - min) / 4 });
}

const toColor = (model: () => PlotModel, token: string) => () => model().color(token);

function seriesOptions(model: () => PlotModel, index: number): uPlot.Series {
  const key = () => model().keys[index] ?? "";
  const style = () => model().styles.get(key());
  const stroke = () => model().color(style()?.token ?? "--pb-reference");
  const first = model().styles.get(model().keys[index] ?? "");
  return {
    stroke,
    width: first?.width ?? 1.8,
    dash: first ? [...first.dash] : [],
    fill: () => (model().fills[index] ? withAlpha(stroke(), 0.09) : "transparent"),
    points: {
      show: (plot, _seriesIdx, idx0, idx1) => idx1 - idx0 < 2 && plot.width > 0,
      filter: (plot, seriesIdx) => {
        const rows = lonelyRows(plot.data[seriesIdx] as PlotColumn);
        return rows.length > 0 ? rows : null;
      },
      size: 5,
      fill: stroke,
    },
  };
}

function axisOptions(model: () => PlotModel, font: string, measure: (text: string) => number): uPlot.Axis[] {
  let widest = 0;
  const shared = {
    stroke: toColor(model, "--pb-faint"),
    font,
    ticks: { show: false },
    border: { show: false },
  };
  const maxTicks = (plot: uPlot) => Math.max(2, Math.floor(plot.width / tickRoomPx));
  return [
    {
      ...shared,
      size: axisHeight,
      gap: labelGapPx,
      grid: { show: false },
      splits: (plot, _axis, min, max) => {
        // A label at the very edge would be cut off.
        const edge = ((max - min) / Math.max(1, plot.width)) * 20;
        return timeTicks(min, max, maxTicks(plot), model().timeZone).filter((tick) => tick < max - edge);
      },
      values: (plot, splits) =>
        tickLabels(splits, timeStep(model().from, model().to, maxTicks(plot)), model().timeZone),
    },
    {
      ...shared,
      gap: labelGapPx,
      grid: { stroke: toColor(model, "--pb-grid"), width: 1 },
      splits: (_plot, _axis, min, max) => yTicks(model(), min, max),
      values: (_plot, splits) => splits.map((split) => formatTick(split, model().unit)),
      // Never narrower again: the plot must not move under the pointer.
      size: (_plot, labels) => {
        widest = Math.max(widest, 22, ...(labels ?? []).map(measure));
        return widest + labelGapPx;
      },
    },
  ];
}

/** The row a series' point stands on: none inside a gap or beyond reach. */
function pointRow(model: PlotModel, plot: uPlot, seriesIdx: number, closest: number, at: number): number | null {
  if (seriesIdx === 0) return closest;
  if (gapAt(model.gapsByKey.get(model.keys[seriesIdx - 1] ?? "") ?? [], at)) return null;
  return nearestKnown(plot.data[0] as number[], plot.data[seriesIdx] as PlotColumn, closest, at, model.reachMs);
}

export type PlotHandlers = {
  onCursor: (plot: uPlot) => void;
  onSelect: ((from: number, to: number) => void) | null;
  onDoubleClick: () => void;
  drawBehind: (plot: uPlot) => void;
  drawInFront: (plot: uPlot) => void;
};

function cursorOptions(model: () => PlotModel, handlers: PlotHandlers, syncKey: string | undefined): uPlot.Cursor {
  const color = (_plot: uPlot, seriesIdx: number) =>
    model().color(model().styles.get(model().keys[seriesIdx - 1] ?? "")?.token ?? "--pb-reference");
  return {
    y: false,
    dataIdx: (plot, seriesIdx, closest, at) => pointRow(model(), plot, seriesIdx, closest, at),
    points: { size: 9, width: 2, fill: color, stroke: toColor(model, "--pb-card") },
    drag: { x: handlers.onSelect !== null, y: false, setScale: false, dist: 5 },
    bind: {
      dblclick: () => () => {
        handlers.onDoubleClick();
        return null;
      },
    },
    sync: syncKey
      ? {
          key: syncKey,
          setSeries: false,
          // Moves and leaves are shared; a drag belongs to one chart.
          filters: { sub: (type) => type === "mousemove" || type === "mouseleave" },
        }
      : undefined,
  };
}

export type PlotSetup = {
  width: number;
  height: number;
  font: string;
  measure: (text: string) => number;
  syncKey: string | undefined;
};

/** uPlot options that read everything changeable from `model`. */
export function plotOptions(model: () => PlotModel, handlers: PlotHandlers, setup: PlotSetup): uPlot.Options {
  const { bare, keys } = model();
  return {
    ms: 1,
    width: setup.width,
    height: setup.height,
    padding: bare ? [6, 0, 2, 0] : [8, 4, 0, 0],
    legend: { show: false },
    series: [{}, ...keys.map((_, index) => seriesOptions(model, index))],
    axes: bare ? [{ show: false }, { show: false }] : axisOptions(model, setup.font, setup.measure),
    scales: {
      x: { time: true, range: () => [model().from, model().to] },
      y: { range: (_plot, low, high) => yRange(model(), low, high) },
    },
    cursor: cursorOptions(model, handlers, setup.syncKey),
    hooks: {
      setCursor: [handlers.onCursor],
      drawClear: [handlers.drawBehind],
      draw: [handlers.drawInFront],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          handlers.onSelect?.(Math.round(plot.posToVal(left, "x")), Math.round(plot.posToVal(left + width, "x")));
        },
      ],
    },
  };
}
