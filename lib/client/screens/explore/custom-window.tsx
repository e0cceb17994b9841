"use client";

import { TextInput } from "@mantine/core";
import { useState } from "react";
import { ActionButton } from "../../ui/action-button";
import { serverNowMs } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { zoneText } from "../../ui/time/zoned-time";
import classes from "./custom-window.module.css";
import { longestWindowMs, rangeMs, shortestWindowMs } from "./explore-ranges";
import type { ExploreWindow } from "./explore-view";
import { wallClockMs, wallClockText } from "./wall-clock";

interface CustomWindowProps {
  window: ExploreWindow;
  onApply: (window: ExploreWindow) => void;
}

/** From and to by the shop's clock. */
export function CustomWindow({ window, onApply }: CustomWindowProps) {
  const zone = useTimeZone();
  const [fields, setFields] = useState(() => {
    const nowMs = serverNowMs();
    const [fromMs, toMs] =
      window.kind === "fixed" ? [window.fromMs, window.toMs] : [nowMs - rangeMs(window.range), nowMs];
    return { from: wallClockText(fromMs, zone), to: wallClockText(toMs, zone) };
  });
  const [error, setError] = useState<{ field: "from" | "to"; message: string } | null>(null);

  const apply = () => {
    const [fromMs, toMs] = [wallClockMs(fields.from, zone), wallClockMs(fields.to, zone)];
    const wrong = problemOf(fromMs, toMs);
    setError(wrong);
    if (wrong === null && fromMs !== null && toMs !== null)
      onApply({ kind: "fixed", fromMs, toMs, range: window.range });
  };
  const field = (name: "from" | "to", label: string) => (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={fields[name]}
      error={error?.field === name ? error.message : undefined}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {field("from", "From")}
      {field("to", "To")}
      <div className={classes.end}>
        <span className={classes.zone}>{zoneText(serverNowMs(), zone)}</span>
        <ActionButton type="submit" look="primary">
          Show
        </ActionButton>
      </div>
    </form>
  );
}

function problemOf(fromMs: number | null, toMs: number | null): { field: "from" | "to"; message: string } | null {
  if (fromMs === null) return { field: "from", message: "Choose a day and a time." };
  if (toMs === null) return { field: "to", message: "Choose a day and a time." };
  if (toMs <= fromMs) return { field: "to", message: "It must be later than From." };
  if (toMs - fromMs < shortestWindowMs) return { field: "to", message: "At least 10 seconds." };
  if (toMs - fromMs > longestWindowMs) return { field: "from", message: "At most 400 days." };
  return null;
}
