"use client";

import { useSyncExternalStore } from "react";
import { addAnnouncement, emptyQueue, speakAll, waitMsOf } from "./announcements";
import { Hidden } from "./hidden";

type Spoken = { status: string; alert: string };

let spoken: Spoken = { status: "", alert: "" };
let queue = emptyQueue;
let timer: ReturnType<typeof setTimeout> | undefined;
let alertCount = 0;
const listeners = new Set<() => void>();

function say(next: Partial<Spoken>): void {
  spoken = { ...spoken, ...next };
  for (const onChange of listeners) onChange();
}

function scheduleSpeaking(): void {
  const waitMs = waitMsOf(queue, Date.now());
  if (waitMs === null || timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    const next = speakAll(queue, Date.now());
    queue = next.queue;
    say({ status: next.text });
  }, waitMs);
}

/** Tells screen readers politely: at most one message in 10 s, joined with what else waits; `key` replaces an earlier one. */
export function announce(message: string, key = message): void {
  queue = addAnnouncement(queue, key, message);
  scheduleSpeaking();
}

/** Tells screen readers at once. Only for a critical alert, an expired session or 30 s offline. */
export function announceAlert(message: string): void {
  // The same words twice must be a change, or they are not read again.
  alertCount++;
  say({ alert: alertCount % 2 === 0 ? message : `${message}\u200b` });
}

const silence: Spoken = { status: "", alert: "" };

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** The page's only live regions; render it once, in the root layout. */
export function LiveRegion() {
  const { status, alert } = useSyncExternalStore(
    subscribe,
    () => spoken,
    () => silence,
  );
  return (
    <>
      <div role="status">
        <Hidden>{status}</Hidden>
      </div>
      <div role="alert">
        <Hidden>{alert}</Hidden>
      </div>
    </>
  );
}
