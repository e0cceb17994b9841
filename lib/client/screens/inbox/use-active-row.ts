"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { InboxItem, MarkAs } from "@/lib/contracts/notifications";
import { activeAfter, meaningOf } from "./inbox-keyboard";

/** The one row that Tab reaches; arrows move it, and when it leaves the list the focus goes to the row in its place. */
export function useActiveRow(rows: readonly InboxItem[], mark: (id: string, as: MarkAs) => void) {
  // Until somebody goes to a row, the first one is it, whichever that is by then.
  const [chosenId, setActiveId] = useState<string | null>(null);
  const activeId = chosenId ?? rows[0]?.id ?? null;
  const elements = useRef(new Map<string, HTMLElement>());
  const before = useRef(rows);
  /** Somebody acted on the active row by keyboard or button: the focus must not fall out of the list with it. */
  const follow = useRef(false);

  useEffect(() => {
    const next = chosenId === null ? null : activeAfter(before.current, rows, chosenId);
    before.current = rows;
    if (next === chosenId) return;
    setActiveId(next);
    if (follow.current && next !== null) elements.current.get(next)?.focus();
    follow.current = false;
  }, [rows, chosenId]);

  const act = (id: string, as: MarkAs) => {
    follow.current = true;
    setActiveId(id);
    mark(id, as);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || activeId === null) return;
    const meaning = meaningOf(event.key, rows, activeId);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning.kind === "mark") act(meaning.id, meaning.as);
    else {
      setActiveId(meaning.to);
      elements.current.get(meaning.to)?.focus();
    }
  };
  const rowRef = (id: string) => (element: HTMLElement | null) => {
    if (element) elements.current.set(id, element);
    else elements.current.delete(id);
  };
  return { activeId, setActiveId, act, onKeyDown, rowRef };
}
