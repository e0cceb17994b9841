"use client";

import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import classes from "./order-filters.module.css";
import { maxSearchLength } from "./order-view";

const pauseMs = 250;

interface SearchFieldProps {
  value: string;
  label: string;
  /** Called with the trimmed text once typing rests, on Enter and when the field is left. */
  onSettle: (text: string) => void;
}

export function SearchField({ value, label, onSettle }: SearchFieldProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(value);

  // Whoever types here is ahead of the address; it decides only for those who do not.
  useEffect(() => {
    if (document.activeElement !== inputRef.current) setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const settle = (next: string) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    onSettle(next.trim());
  };
  const change = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => settle(next), pauseMs);
  };
  return (
    <label className={classes.search}>
      <IconSearch size={15} stroke={1.9} aria-hidden />
      <input
        ref={inputRef}
        type="search"
        className={classes.searchInput}
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={maxSearchLength}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change(event.target.value)}
        onBlur={() => timer.current !== undefined && settle(text)}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle(text);
          if (event.key === "Escape" && text !== "") {
            event.preventDefault();
            setText("");
            settle("");
          }
        }}
      />
    </label>
  );
}
