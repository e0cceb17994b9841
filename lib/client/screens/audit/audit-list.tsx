"use client";

import { useRef } from "react";
import { flushSync } from "react-dom";
import type { AuditEntry } from "@/lib/contracts/audit";
import type { AuditList as Entries } from "../../audit/audit-cache";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { formatCount } from "../../ui/format";
import { NewRowsPill } from "../../ui/new-rows-pill";
import { RelativeTime } from "../../ui/time/relative-time";
import classes from "./audit-list.module.css";
import { actionWord, refusalWord, summaryOf } from "./audit-words";
import { useHeldEntries } from "./use-held-entries";

interface AuditListProps {
  list: Entries;
  /** The rows are those of the last filter: shown until the next ones are read, and dimmed. */
  outdated: boolean;
  more: { isThere: boolean; isReading: boolean; hasFailed: boolean; read: () => void };
  onOpen: (entry: AuditEntry) => void;
}

/** The entries, live. While they are looked at, new ones wait behind a pill and nothing moves. */
export function AuditList({ list, outdated, more, onOpen }: AuditListProps) {
  const { rows, waiting, topRef, area, showNew } = useHeldEntries(list.items);
  const first = useRef(new Set(list.items.map(({ id }) => id)));
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const showNewRows = () => {
    const byKeyboard = document.activeElement?.matches(":focus-visible");
    flushSync(showNew);
    // The pill goes away under the focus: whoever came by keyboard goes on at the first row.
    if (byKeyboard) bodyRef.current?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.frame} data-outdated={outdated || undefined} aria-busy={outdated} {...area}>
      <div ref={topRef} className={classes.top} />
      <div className={classes.pill}>
        <NewRowsPill count={waiting} noun="entry" plural="entries" onShow={showNewRows} />
      </div>
      <table className={classes.table} aria-label="Audit, newest first">
        <thead className={classes.head}>
          <tr className={classes.row}>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">On</th>
            <th scope="col">Outcome</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody ref={bodyRef}>
          {rows.map((entry) => (
            <Row key={entry.id} entry={entry} fresh={!first.current.has(entry.id)} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      <div className={classes.foot}>
        <span>
          {formatCount(rows.length)} {rows.length === 1 ? "entry" : "entries"}
          {more.isThere ? " so far" : ""}
        </span>
        {more.hasFailed && <span className={classes.failed}>The next ones could not be read.</span>}
        {more.isThere && (
          <ActionButton onClick={more.read}>
            {more.isReading ? "Reading…" : more.hasFailed ? "Try again" : "Show 50 more"}
          </ActionButton>
        )}
      </div>
    </div>
  );
}

interface RowProps extends Pick<AuditListProps, "onOpen"> {
  entry: AuditEntry;
  /** Tinted for a moment: it just came in. */
  fresh: boolean;
}

/** One entry; the whole row opens it. Narrow, it is three lines. */
function Row({ entry, fresh, onOpen }: RowProps) {
  const { at, actor, action, target, address } = entry;
  const summary = summaryOf(entry);
  return (
    <tr className={classes.row} data-fresh={fresh || undefined}>
      <td className={classes.when}>
        <RelativeTime at={at} />
      </td>
      <td className={classes.who} data-unknown={actor.kind === "anonymous" || undefined}>
        {actor.name}
      </td>
      <td className={classes.what}>
        <button type="button" className={classes.open} onClick={() => onOpen(entry)}>
          {actionWord(action)}
        </button>
      </td>
      <td className={classes.target}>
        {target && <span className={classes.targetName}>{target.name ?? target.id}</span>}
        {summary && <span className={classes.summary}>{summary}</span>}
      </td>
      <td className={classes.outcome}>
        <Outcome entry={entry} />
      </td>
      <td className={classes.address}>{address}</td>
    </tr>
  );
}

/** Done or refused, and how often. */
export function Outcome({ entry: { refusedCode, count } }: { entry: Pick<AuditEntry, "refusedCode" | "count"> }) {
  return (
    <>
      {refusedCode === null ? (
        <Chip tone="mute">Done</Chip>
      ) : (
        <Chip tone="crit" title={refusedCode}>
          {refusalWord(refusedCode)}
        </Chip>
      )}
      {count > 1 && <span className={classes.count}>×{formatCount(count)}</span>}
    </>
  );
}
