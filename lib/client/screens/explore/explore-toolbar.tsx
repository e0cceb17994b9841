"use client";

import { IconArrowBackUp, IconCalendar, IconDownload, IconZoomOut } from "@tabler/icons-react";
import { ActionButton } from "../../ui/action-button";
import { PopPanel } from "../../ui/pop-panel";
import { RangePicker } from "../../ui/range-picker";
import { useTimeZone } from "../../ui/time/time-zone";
import { clockText, dayText, zoneText } from "../../ui/time/zoned-time";
import { CustomWindow } from "./custom-window";
import { exploreRanges } from "./explore-ranges";
import classes from "./explore-toolbar.module.css";
import type { ExploreWindow } from "./explore-view";

interface ExploreToolbarProps {
  window: ExploreWindow;
  onWindow: (window: ExploreWindow) => void;
  onZoomOut: () => void;
  onDownload: () => void;
  canDownload: boolean;
}

const icon = { size: 16, stroke: 1.8, "aria-hidden": true } as const;

/** The window in time, and what can be done with what is drawn. */
export function ExploreToolbar({ window, onWindow, onZoomOut, onDownload, canDownload }: ExploreToolbarProps) {
  const zone = useTimeZone();
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
            {window.kind === "fixed" ? spanText(window, zone) : "Custom"}
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
          icon={<IconArrowBackUp {...icon} />}
          look="primary"
          onClick={() => onWindow({ kind: "live", range: window.range })}
        >
          Back to live
        </ActionButton>
      )}
      <ActionButton icon={<IconZoomOut {...icon} />} label="Zoom out" disabled={widest} onClick={onZoomOut} />
      <span className={classes.grow} />
      <ActionButton
        icon={<IconDownload {...icon} />}
        label="Download what is drawn as CSV"
        disabled={!canDownload}
        onClick={onDownload}
      >
        CSV
      </ActionButton>
    </div>
  );
}

/** "14 Mar 13:00 – 13:05 UTC+1", with seconds where the window is short. */
function spanText({ fromMs, toMs }: { fromMs: number; toMs: number }, zone: string): string {
  const withSeconds = toMs - fromMs < 10 * 60_000;
  const [fromDay, toDay] = [dayText(fromMs, zone), dayText(toMs, zone)];
  const start = `${fromDay} ${clockText(fromMs, zone, withSeconds)}`;
  const end = clockText(toMs, zone, withSeconds);
  return `${start} – ${toDay === fromDay ? "" : `${toDay} `}${end} ${zoneText(toMs, zone)}`;
}
