import type { StreamEvent } from "@/lib/hub-protocol";

/** One event of a durable stream as the log holds it. */
export interface LoggedEvent {
  readonly offset: number;
  /**
   * The event as this audience may see it: whole, or a void. Give the same object for the same audience again where it is at hand:
   * its encoded size is remembered with it.
   */
  forAudience(audience: string): StreamEvent;
}

/** Where a durable stream is kept: a database, usually with a cache of the newest events before it. */
export interface EventLog {
  /**
   * The stream's epoch and its newest offset (0 when it is empty). Somebody has seen the offset `known`: a log that does not know it yet, because
   * another node has written it, looks again.
   */
  head(known?: number): Promise<{ epoch: string; head: number }>;
  /** At most `limit` events with offsets `after + 1 …`, without holes, in order. */
  read(after: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** The oldest offset that can still be read; `head + 1` when there is none. */
  oldest(): Promise<number>;
}

const sizes = new WeakMap<StreamEvent, number>();

/** Bytes of an event's JSON, counted once per object. */
export function sizeOf(event: StreamEvent): number {
  const known = sizes.get(event);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(event));
  sizes.set(event, bytes);
  return bytes;
}
