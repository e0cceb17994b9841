import type { ReactNode } from "react";
import type { Severity } from "@/lib/contracts/notifications";
import type { Unit } from "../format";

/** A span of time without data, in ms since 1970. */
export type Gap = { from: number; to: number };

export type TimeSeries = {
  /** Stable: the colour follows from it. */
  key: string;
  label: string;
  /** The chart's unit if left out. */
  unit?: Unit;
  /** One per time of the chart; null where nothing was measured. */
  values: readonly (number | null)[];
  /** Fixes the colour (palette slot 1–6) where the product decides: orders 1, errors 2. */
  slot?: number;
  /** Line pattern in px; otherwise the palette decides. */
  dash?: readonly number[];
  /** Tints the area under the line. */
  fill?: boolean;
  /** What it is compared with, such as last week: dotted, grey, behind the others, never a gap. */
  reference?: boolean;
};

export type TimeMarker = {
  at: number;
  /** Tints up to there; null means it still lasts; left out, only a line is drawn. */
  until?: number | null;
  label: string;
  severity: Severity;
};

/** The lowest and highest value of the axis: a number fixes it; "auto" follows the data (see axis-policy). */
export type AxisLimit = number | "auto";

type Titled = {
  title: string;
  /** Visible in the head unless `bare`; always the accessible name. */
  titleId?: string;
  /** Quiet words at the right end of the head. */
  sub?: ReactNode;
  /** Height of the plot in px; the head comes on top. */
  height: number;
};

export type TimeChartProps = Titled & {
  /** The window shown, ms since 1970. */
  from: number;
  to: number;
  /** Ascending, ms since 1970. */
  times: readonly number[];
  series: readonly TimeSeries[];
  unit: Unit;
  /** Spans without data; found in the series by themselves if left out. */
  gaps?: readonly Gap[];
  /** How far apart samples normally are; otherwise the median distance is taken. */
  stepMs?: number;
  markers?: readonly TimeMarker[];
  /** Default 0, or what the data need when they go below. */
  yMin?: AxisLimit;
  /** Default 100 for %, otherwise "auto": grows at once, shrinks after 30 s below 60 %. */
  yMax?: AxisLimit;
  timeZone?: string;
  /** Called after dragging across the plot, or + on the keyboard; ms since 1970. */
  onZoom?: (from: number, to: number) => void;
  /** Called on double click, or − on the keyboard. */
  onZoomOut?: () => void;
  /** The time under the cursor, null when it leaves. */
  onCursor?: (at: number | null) => void;
  /** Gives the legend a line of its own, so that a chip that comes and goes moves nothing; from five lines on it has one anyway. */
  legendBelow?: boolean;
  /** Charts with the same key share one crosshair. */
  syncKey?: string;
  /** bare: line and area alone, without head, axes, legend and table button, for a small card. */
  look?: "full" | "bare";
  /** The newest sample's time when the data are stale: dimmed and dated. */
  staleAtMs?: number | null;
};

export type BarTone = "info" | "ok" | "warn" | "crit" | "mute" | "series-1" | "series-2" | "series-3" | "series-4";

export type Bar = { key: string; label: string; value: number | null; tone?: BarTone };

/** A breakdown of few categories: one bar each. */
export type BarsChartProps = Titled & {
  bars: readonly Bar[];
  unit: Unit;
  /** rows: bars lie, label left, value right; columns: bars stand over an axis. */
  layout?: "rows" | "columns";
};

export type ComparePoint = { key: string; label: string; value: number | null; reference: number | null };

/** One measure over few points, such as hours, against an earlier time: bars, and a dotted line for the reference. */
export type CompareChartProps = Titled & {
  points: readonly ComparePoint[];
  /** "Today". */
  label: string;
  /** "Last Saturday". */
  referenceLabel: string;
  unit: Unit;
};
