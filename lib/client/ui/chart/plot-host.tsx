"use client";

import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { readToken } from "../../theme/color-scheme";
import type { CursorStore } from "./cursor-store";
import type { PlotData } from "./plot-data";
import { type PlotHandlers, type PlotModel, type PlotSetup, plotOptions } from "./plot-options";
import { paintBehind, paintInFront } from "./plot-paint";
import { PlotStill } from "./plot-still";
import { readCursor } from "./read-cursor";
import classes from "./time-chart.module.css";

export type PlotInput = Omit<PlotModel, "color" | "axis"> & {
  data: PlotData;
  syncKey: string | undefined;
  onZoom: ((from: number, to: number) => void) | undefined;
  onZoomOut: (() => void) | undefined;
  onCursor: ((at: number | null) => void) | undefined;
};

/** What keyboard and pointer share with the plot. `keyboardAt` is the time the keyboard chose. */
export type PlotHandle = { plot: uPlot | null; keyboardAt: number | null; pointerInside: boolean };

/** What must be equal for a plot to be kept; give it as the host's `key`. Everything else is looked up while drawing. */
export const plotStructure = (input: PlotInput, scheme: string): string =>
  JSON.stringify([
    input.keys.map((key) => [key, input.styles.get(key)?.dash, input.styles.get(key)?.width]),
    input.bare,
    input.syncKey,
    input.onZoom !== undefined,
    scheme,
  ]);

const fontSizePx = 11;

/** Reads a token once per host: the host is made anew when the scheme changes. */
function tokenReader(host: HTMLElement): (token: string) => string {
  const known = new Map<string, string>();
  return (token) => {
    const value = known.get(token) ?? readToken(host, token);
    known.set(token, value);
    return value;
  };
}

function setupOf(host: HTMLElement, syncKey: string | undefined): PlotSetup {
  const font = `${fontSizePx}px ${getComputedStyle(host).fontFamily}`;
  const ruler = document.createElement("canvas").getContext("2d");
  const measure = (text: string) => {
    if (!ruler) return text.length * fontSizePx * 0.6;
    ruler.font = font;
    return Math.ceil(ruler.measureText(text).width);
  };
  return { width: host.clientWidth, height: host.clientHeight, font, measure, syncKey };
}

/** Resizes the plot with its host; returns its stop. */
function followSize(plot: uPlot, host: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  });
  observer.observe(host);
  return () => observer.disconnect();
}

const spanOf = (range: { from: number; to: number }) => range.to - range.from;

export type PlotHostProps = { input: PlotInput; store: CursorStore; handle: RefObject<PlotHandle> };

/** One uPlot in its box: made once, fed with `setData` for every new `input`, resized with the box. */
export function PlotHost({ input, store, handle }: PlotHostProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef(input);
  const [drawn, setDrawn] = useState(false);
  const modelRef = useRef<PlotModel>({ ...input, color: () => "", axis: null });

  useLayoutEffect(() => {
    const host = hostRef.current;
    if (!host) return;
    modelRef.current.color = tokenReader(host);
    const handlers: PlotHandlers = {
      onCursor: (plot) => {
        const at = readCursor(plot, modelRef.current, handle.current, store);
        inputRef.current.onCursor?.(at);
      },
      onSelect: inputRef.current.onZoom ? (from, to) => inputRef.current.onZoom?.(from, to) : null,
      onDoubleClick: () => inputRef.current.onZoomOut?.(),
      drawBehind: (plot) => paintBehind(plot, modelRef.current),
      drawInFront: (plot) => paintInFront(plot, modelRef.current),
    };
    const options = plotOptions(() => modelRef.current, handlers, setupOf(host, inputRef.current.syncKey));
    const plot = new uPlot(options, inputRef.current.data, host);
    const stopFollowing = followSize(plot, host);
    const shared = handle.current;
    shared.plot = plot;
    setDrawn(true);
    return () => {
      stopFollowing();
      shared.plot = null;
      store.write(null);
      plot.destroy();
    };
  }, [store, handle]);

  useLayoutEffect(() => {
    const { plot, keyboardAt } = handle.current;
    const before = inputRef.current;
    if (!plot || before === input) return;
    inputRef.current = input;
    // Another window or unit is another chart to the eye: its axis starts afresh.
    const sameKind = Math.abs(spanOf(before) - spanOf(input)) < 1000 && before.unit === input.unit;
    const { color, axis } = modelRef.current;
    modelRef.current = { ...input, color, axis: sameKind ? axis : null };
    plot.setData(input.data);
    if (keyboardAt !== null) plot.setCursor({ left: plot.valToPos(keyboardAt, "x"), top: 1 });
  }, [input, handle]);

  return (
    <div ref={hostRef} className={classes.host}>
      {!drawn && <PlotStill input={input} />}
    </div>
  );
}
