import type { Cursor, ReplayReply, StreamEvent } from "@/lib/hub-protocol";
import type { EventLog } from "./event-log";
import { sizeOf } from "./event-log";

export interface ReplayLimits {
  pageEvents: number;
  pageBytes: number;
  /** A wider gap is not replayed: the client starts anew from a snapshot. */
  maxGapEvents: number;
}

/**
 * Reads one page of what follows `cursor`, as `audience` may see it. Returns null when it cannot be continued without a hole: other epoch,
 * an offset above the head or older than retention, or too wide a gap.
 */
export async function replay(
  log: EventLog,
  stream: string,
  cursor: Cursor,
  audience: string,
  limits: ReplayLimits,
): Promise<ReplayReply | null> {
  const { epoch, head } = await log.head(cursor.offset);
  const gap = head - cursor.offset;
  if (cursor.epoch !== epoch || gap < 0 || gap > limits.maxGapEvents) return null;
  if (gap === 0) return { stream, epoch, head, events: [], more: false };
  if (cursor.offset + 1 < (await log.oldest())) return null;

  const logged = await log.read(cursor.offset, Math.min(gap, limits.pageEvents));
  const events: StreamEvent[] = [];
  let bytes = 0;
  let last = cursor.offset;
  for (const entry of logged) {
    if (entry.offset !== last + 1) return null;
    const event = entry.forAudience(audience);
    bytes += sizeOf(event);
    if (bytes > limits.pageBytes && events.length > 0) break;
    events.push(event);
    last = entry.offset;
  }
  // Nothing where something must be: it was pruned between the two reads.
  if (events.length === 0) return null;
  return { stream, epoch, head, events, more: last < head };
}
