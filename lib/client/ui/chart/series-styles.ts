"use client";

import { useRef } from "react";
import { assignSeriesStyles, type SeriesStyle, slotToken } from "../../theme/palette";
import type { TimeSeries } from "./chart-types";

/** How a series is drawn: the token of its colour, line pattern and width in px. */
export type LineStyle = { token: string; dash: readonly number[]; width: number };

/** What a comparison with an earlier time looks like, in every chart. */
export const referenceStyle: LineStyle = { token: "--pb-reference", dash: [2, 4], width: 1.4 };

/** The CSS colour of a line, for swatches. */
export const lineColor = (style: LineStyle): string => `var(${style.token})`;

/** Styles by series key; a series keeps its colour while others come and go. */
export function useSeriesStyles(series: readonly TimeSeries[]): ReadonlyMap<string, LineStyle> {
  const previous = useRef<ReadonlyMap<string, SeriesStyle>>(new Map());
  const drawn = series.filter((one) => !one.reference);
  const assigned = assignSeriesStyles(
    drawn.map((one) => one.key),
    { previous: previous.current, pinned: Object.fromEntries(drawn.map((one) => [one.key, one.slot])) },
  );
  previous.current = assigned;
  return new Map(
    series.map((one): [string, LineStyle] => {
      const style = assigned.get(one.key);
      if (one.reference || !style) return [one.key, one.dash ? { ...referenceStyle, dash: one.dash } : referenceStyle];
      return [one.key, { token: slotToken(style.slot), dash: one.dash ?? style.dash, width: 1.8 }];
    }),
  );
}
