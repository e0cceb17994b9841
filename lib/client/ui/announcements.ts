/** What waits to be said, and when something was said last. A later message with the same key replaces the earlier. */
export type AnnouncementQueue = { lastSpokenAtMs: number; waiting: readonly { key: string; message: string }[] };

export const emptyQueue: AnnouncementQueue = { lastSpokenAtMs: Number.NEGATIVE_INFINITY, waiting: [] };

/** At most one polite message in this time. */
export const announcementPauseMs = 10_000;

/** The most messages that are read out together; the rest are counted. */
const maxTogether = 3;

export function addAnnouncement(queue: AnnouncementQueue, key: string, message: string): AnnouncementQueue {
  return { ...queue, waiting: [...queue.waiting.filter((entry) => entry.key !== key), { key, message }] };
}

/** How long until the next message may be said, in ms; null when none waits. */
export function waitMsOf(queue: AnnouncementQueue, nowMs: number): number | null {
  return queue.waiting.length === 0 ? null : Math.max(0, queue.lastSpokenAtMs + announcementPauseMs - nowMs);
}

/** Everything that waits, as one text, and the queue afterwards. */
export function speakAll(queue: AnnouncementQueue, nowMs: number): { text: string; queue: AnnouncementQueue } {
  const messages = queue.waiting.map((entry) => entry.message.replace(/[.\s]+$/, ""));
  const rest = messages.length - maxTogether;
  const parts = rest > 0 ? [...messages.slice(-maxTogether), `And ${rest} more`] : messages;
  return { text: parts.map((part) => `${part}.`).join(" "), queue: { lastSpokenAtMs: nowMs, waiting: [] } };
}
