"use client";

import { useEffect, useRef, useState } from "react";
import classes from "./order-filters.module.css";
import { type Day, isDay } from "./shop-days";

interface DayFieldProps {
  label: string;
  value: Day | undefined;
  min?: Day;
  max?: Day;
  onChange: (day: Day | undefined) => void;
}

/** A day. What is half typed stays in the field and is not asked for. */
export function DayField({ label, value = "", min, max, onChange }: DayFieldProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  useEffect(() => {
    if (document.activeElement !== inputRef.current) setText(value);
  }, [value]);
  return (
    <label className={classes.day}>
      <span>{label}</span>
      <input
        ref={inputRef}
        type="date"
        className={classes.control}
        data-set={value !== "" || undefined}
        value={text}
        min={min}
        max={max}
        onChange={(event) => {
          const day = event.target.value;
          setText(day);
          if (day === "" || isDay(day)) onChange(day === "" ? undefined : day);
        }}
      />
    </label>
  );
}
