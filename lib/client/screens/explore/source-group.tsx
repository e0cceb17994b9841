"use client";

import { useId, useState } from "react";
import type { Series, Source } from "@/lib/contracts/metrics";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { RelativeTime } from "../../ui/time/relative-time";
import { mostLines, roomFor } from "./selection";
import { labelsText } from "./series-label";
import classes from "./series-picker.module.css";

interface SourceGroupProps {
  source: Source;
  outdated: boolean;
  series: readonly Series[];
  descriptions: Record<string, string>;
  chosen: readonly Series[];
  known: ReadonlySet<number>;
  startsOpen: boolean;
  /** While somebody searches, what was found is shown. */
  searching: boolean;
  onToggle: (series: Series) => void;
}

/** Rows drawn of a source before somebody asks for the rest. */
const shownAtFirst = 40;

/** A source with its health, and its series to choose from. */
export function SourceGroup(props: SourceGroupProps) {
  const { source, outdated, series, descriptions, chosen, known, startsOpen, searching, onToggle } = props;
  const [wantsOpen, setWantsOpen] = useState<boolean | null>(null);
  const [all, setAll] = useState(false);
  const open = searching || (wantsOpen ?? startsOpen);
  const shown = all ? series : series.slice(0, shownAtFirst);
  return (
    <details
      className={classes.group}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) setWantsOpen(event.currentTarget.open);
      }}
    >
      <summary className={classes.source}>
        <span className={classes.sourceName}>{source.name}</span>
        <Health source={source} outdated={outdated} />
      </summary>
      <ul className={classes.rows}>
        {shown.map((one) => (
          <SeriesRow
            key={one.id}
            series={one}
            description={descriptions[one.name] ?? ""}
            chosen={chosen}
            isNew={!known.has(one.id)}
            onToggle={onToggle}
          />
        ))}
      </ul>
      {series.length > shown.length && (
        <ActionButton look="quiet" onClick={() => setAll(true)}>
          {series.length - shown.length} more
        </ActionButton>
      )}
    </details>
  );
}

function Health({ source, outdated }: { source: Source; outdated: boolean }) {
  if (outdated) return <Chip tone="mute">Unknown</Chip>;
  const silent = source.health === "silent";
  return (
    <span className={classes.health}>
      {source.lastSampleAt !== null && silent && <RelativeTime at={source.lastSampleAt} className={classes.age} />}
      <Chip tone={silent ? "crit" : "ok"}>{silent ? "! Silent" : "Healthy"}</Chip>
    </span>
  );
}

interface SeriesRowProps {
  series: Series;
  description: string;
  chosen: readonly Series[];
  isNew: boolean;
  onToggle: (series: Series) => void;
}

const fullTexts = {
  "chart-full": `A chart holds ${mostLines} lines: take one of this unit away first.`,
  "page-full": "The page holds no more series: take one away first.",
};

function SeriesRow({ series, description, chosen, isNew, onToggle }: SeriesRowProps) {
  const aboutId = useId();
  const isChosen = chosen.some((one) => one.id === series.id);
  const room = isChosen ? "free" : roomFor(series, chosen);
  const labels = labelsText(series);
  const about = room === "free" ? [labels, description].filter(Boolean).join(" · ") : fullTexts[room];
  return (
    <li>
      <label className={classes.row} data-full={room === "free" ? undefined : true}>
        <input
          type="checkbox"
          className={classes.check}
          checked={isChosen}
          disabled={room !== "free"}
          aria-describedby={about === "" ? undefined : aboutId}
          onChange={() => onToggle(series)}
        />
        <span className={classes.name}>
          {series.name}
          {isNew && <Chip tone="info">New</Chip>}
        </span>
        <span className={classes.unit}>{series.unit}</span>
        {about !== "" && (
          <span className={classes.about} id={aboutId} title={about}>
            {about}
          </span>
        )}
      </label>
    </li>
  );
}
