"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";

/** One thing the palette can do or go to. */
export type CommandAction = {
  id: string;
  label: string;
  description?: string;
  icon?: ReactNode;
  /** Heading it stands under: "Pages", "Orders". */
  group?: string;
  keywords?: readonly string[];
  /** "G O": shown at the right. */
  shortcut?: string;
  onTrigger: () => void;
};

const Dialog = dynamic(() => import("./command-palette-dialog").then((module) => module.CommandPaletteDialog), {
  ssr: false,
});

let openRequests = 0;
const listeners = new Set<() => void>();

/** Opens the palette from anywhere. */
export function openCommandPalette(): void {
  openRequests++;
  for (const onChange of listeners) onChange();
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

export type CommandPaletteProps = { actions: readonly CommandAction[] };

/** The command palette on Ctrl/Cmd-K. Its code is loaded when it is opened first. */
export function CommandPalette({ actions }: CommandPaletteProps) {
  const requests = useSyncExternalStore(
    subscribe,
    () => openRequests,
    () => 0,
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      openCommandPalette();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return requests > 0 ? <Dialog actions={actions} openRequest={requests} /> : null;
}
