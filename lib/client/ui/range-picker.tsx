"use client";

import { useId } from "react";
import type { RangeKey } from "@/lib/contracts/overview";
import classes from "./range-picker.module.css";

export type RangeOption<K extends string = string> = { key: K; label: string; short: string };

/** The ranges of the overview, in order. */
export const overviewRanges: readonly RangeOption<RangeKey>[] = [
  { key: "15m", label: "15 min", short: "15m" },
  { key: "1h", label: "1 h", short: "1h" },
  { key: "6h", label: "6 h", short: "6h" },
  { key: "24h", label: "24 h", short: "24h" },
  { key: "7d", label: "7 d", short: "7d" },
  { key: "30d", label: "30 d", short: "30d" },
];

export type RangePickerProps<K extends string> = {
  options: readonly RangeOption<K>[];
  /** null: none of them, such as a custom range. */
  value: K | null;
  onChange: (key: K) => void;
  label?: string;
};

/** One of a few lengths of time; a radio group, so arrow keys choose. */
export function RangePicker<K extends string>({ options, value, onChange, label = "Time range" }: RangePickerProps<K>) {
  const name = useId();
  return (
    <fieldset className={classes.picker}>
      <legend data-pb-hidden="">{label}</legend>
      {options.map((option) => (
        <label className={classes.option} key={option.key}>
          <input
            className={classes.radio}
            type="radio"
            name={name}
            value={option.key}
            checked={option.key === value}
            onChange={() => onChange(option.key)}
            aria-label={option.label}
          />
          <span className={classes.long} data-text={option.label}>
            {option.label}
          </span>
          <span className={classes.short} data-text={option.short}>
            {option.short}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
