"use client";

import { type KeyboardEvent, type TouchEvent, useRef } from "react";
import { formatValue } from "../format";
import { cursorTitle } from "./chart-tooltip";
import type { TimeSeries } from "./chart-types";
import type { CursorStore } from "./cursor-store";
import { type PlotHandle, PlotHost, type PlotInput, plotStructure } from "./plot-host";
import { moveCursorTo, timeAfterKey, zoomedWindow } from "./plot-keyboard";
import classes from "./time-chart.module.css";

export type TimePlotProps = {
  title: string;
  input: PlotInput;
  scheme: string;
  store: CursorStore;
  series: readonly TimeSeries[];
  stale: boolean;
};

/** The plot with its pointer and keyboard: arrows move the cursor over the samples, and a screen reader hears the values. */
export function TimePlot({ title, input, scheme, store, series, stale }: TimePlotProps) {
  const handle = useRef<PlotHandle>({ plot: null, keyboardAt: null, pointerInside: false });
  const rootRef = useRef<HTMLDivElement>(null);
  const axis = input.data[0];

  const spoken = (): string => {
    const cursor = store.read();
    if (!cursor) return "No cursor";
    const time = cursorTitle(cursor, input.timeZone, true);
    if (cursor.gap) return `${time}: no data`;
    const values = series.map(
      (one) => `${one.label} ${formatValue(cursor.values.get(one.key), one.unit ?? input.unit)}`,
    );
    return `${time}: ${values.join(", ")}${cursor.marker ? `. ${cursor.marker.label}` : ""}`;
  };

  // Set by hand: a slider whose text changed with every new sample would be read out again and again.
  const speak = (at: number | null) => {
    rootRef.current?.setAttribute("aria-valuetext", spoken());
    rootRef.current?.setAttribute("aria-valuenow", String(at ?? input.to));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { keyboardAt } = handle.current;
    const next = timeAfterKey(event.key, keyboardAt, axis);
    if (next !== undefined) {
      event.preventDefault();
      moveCursorTo(handle.current, next);
      speak(next);
    } else if (event.key === "Escape") {
      moveCursorTo(handle.current, null);
    } else if (event.key === "+" && input.onZoom) {
      const window = zoomedWindow(input.from, input.to, keyboardAt);
      input.onZoom(window.from, window.to);
    } else if (event.key === "-") {
      input.onZoomOut?.();
    }
  };

  const onTouch = (event: TouchEvent) => {
    const { plot } = handle.current;
    const touch = event.touches[0];
    if (!plot || !touch) return;
    const box = plot.over.getBoundingClientRect();
    handle.current.pointerInside = true;
    plot.setCursor({ left: Math.min(box.width, Math.max(0, touch.clientX - box.left)), top: 1 });
  };

  return (
    <div
      ref={rootRef}
      className={classes.plot}
      data-stale={stale || undefined}
      role="slider"
      tabIndex={0}
      aria-label={`${title}: move with the arrow keys to read values`}
      aria-valuemin={input.from}
      aria-valuemax={input.to}
      aria-valuenow={input.to}
      aria-valuetext="No cursor"
      onKeyDown={onKeyDown}
      onBlur={() => {
        handle.current.pointerInside = false;
        moveCursorTo(handle.current, null);
      }}
      onPointerEnter={() => {
        handle.current.pointerInside = true;
      }}
      onPointerLeave={(event) => {
        // A lifted finger leaves its reading on screen, until something else is touched.
        if (event.pointerType !== "touch") handle.current.pointerInside = false;
      }}
      onTouchStart={onTouch}
      onTouchMove={onTouch}
    >
      <PlotHost key={plotStructure(input, scheme)} input={input} store={store} handle={handle} />
    </div>
  );
}
