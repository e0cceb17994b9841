"use client";

import { useEffect, useState } from "react";
import type { InboxItem, MarkAs } from "@/lib/contracts/notifications";
import { InboxRow } from "./inbox-row";
import classes from "./inbox-row.module.css";
import { useActiveRow } from "./use-active-row";

interface InboxRowsProps {
  rows: readonly InboxItem[];
  onMark: (id: string, as: MarkAs) => void;
}

/** The rows with their keyboard: arrows, Home and End move, Enter opens, E archives, U turns read into unread. */
export function InboxRows({ rows, onMark }: InboxRowsProps) {
  const { activeId, setActiveId, act, onKeyDown, rowRef } = useActiveRow(rows, onMark);
  const fresh = useFirstSeen(rows);
  return (
    <>
      {/* The keys act on the row that has the focus; every one of them has a button or is the browser's own. */}
      <ul className={classes.list} aria-label="Notifications" aria-describedby="inbox-keys" onKeyDown={onKeyDown}>
        {rows.map((item) => (
          <InboxRow
            key={item.id}
            item={item}
            isNew={item.readAt === null && (item.seenAt === null || fresh.has(item.id))}
            isActive={item.id === activeId}
            mainRef={rowRef(item.id)}
            onActive={() => setActiveId(item.id)}
            onOpen={() => item.readAt === null && onMark(item.id, "read")}
            onMark={(as) => act(item.id, as)}
          />
        ))}
      </ul>
      <p className={classes.keys} id="inbox-keys">
        <kbd>↑</kbd> <kbd>↓</kbd> move · <kbd>Enter</kbd> opens ·{" "}
        {rows.every((item) => item.archivedAt !== null) ? (
          <>
            <kbd>U</kbd> moves back
          </>
        ) : (
          <>
            <kbd>E</kbd> archives · <kbd>U</kbd> read or unread
          </>
        )}
      </p>
    </>
  );
}

/** Ids of rows that nobody had seen when they were first shown here; they are called new until one leaves. */
function useFirstSeen(rows: readonly InboxItem[]): ReadonlySet<string> {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set(unseenOf(rows)));
  useEffect(() => {
    const added = unseenOf(rows);
    setFresh((before) => (added.every((id) => before.has(id)) ? before : new Set([...before, ...added])));
  }, [rows]);
  return fresh;
}

const unseenOf = (rows: readonly InboxItem[]): string[] => rows.flatMap((row) => (row.seenAt === null ? [row.id] : []));
