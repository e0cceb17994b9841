"use client";

import { IconCalendar, IconPlayerTrackNext, IconZoomOut } from "@tabler/icons-react";
import { ActionButton } from "../../ui/action-button";
import { PopPanel } from "../../ui/pop-panel";
import { RangePicker } from "../../ui/range-picker";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { clockText, dayText } from "../../ui/time/zoned-time";
import { CustomWindow } from "./custom-window";
import { exploreRanges } from "./explore-ranges";
import classes from "./explore-toolbar.module.css";
import type { ExploreWindow } from "./explore-view";

interface ExploreToolbarProps {
  window: ExploreWindow;
  onWindow: (window: ExploreWindow) => void;
  onZoomOut: () => void;
}

const icon = { size: 16, stroke: 1.8, "aria-hidden": true } as const;

/** The window in time. */
export function ExploreToolbar({ window, onWindow, onZoomOut }: ExploreToolbarProps) {
  const zone = useTimeZone();
  const today = useServerClock((nowMs) => (nowMs === null ? "" : dayText(nowMs, zone)), 60_000);
  const widest = window.kind === "live" && window.range === exploreRanges.at(-1)?.key;
  return (
    <div className={classes.toolbar}>
      <RangePicker
        options={exploreRanges}
        value={window.kind === "live" ? window.range : null}
        onChange={(range) => onWindow({ kind: "live", range })}
      />
      <PopPanel
        label={window.kind === "fixed" ? "Change the window in time" : "Choose a window in time"}
        align="start"
        triggerClassName={classes.custom}
        trigger={
          <span className={classes.customWords} data-chosen={window.kind === "fixed" || undefined}>
            <IconCalendar {...icon} />
            {window.kind === "fixed" ? spanText(window, zone, today) : "Custom"}
          </span>
        }
      >
        {(close) => (
          <CustomWindow
            window={window}
            onApply={(next) => {
              onWindow(next);
              close();
            }}
          />
        )}
      </PopPanel>
      {window.kind === "fixed" && (
        <ActionButton
          icon={<IconPlayerTrackNext {...icon} />}
          label="Back to the live window"
          look="primary"
          onClick={() => onWindow({ kind: "live", range: window.range })}
        >
          Live
        </ActionButton>
      )}
      <ActionButton icon={<IconZoomOut {...icon} />} label="Zoom out" disabled={widest} onClick={onZoomOut} />
    </div>
  );
}

/** "14 Mar 13:00 – 13:05", without the day when it is today, with seconds where the window is short. */
function spanText({ fromMs, toMs }: { fromMs: number; toMs: number }, zone: string, today: string): string {
  const withSeconds = toMs - fromMs < 10 * 60_000;
  const [fromDay, toDay] = [dayText(fromMs, zone), dayText(toMs, zone)];
  const startDay = fromDay === today && toDay === today ? "" : `${fromDay} `;
  const endDay = toDay === fromDay ? "" : `${toDay} `;
  return `${startDay}${clockText(fromMs, zone, withSeconds)} – ${endDay}${clockText(toMs, zone, withSeconds)}`;
}
