import { z } from "zod";

/** A place in a durable stream. `epoch` changes when the database is restored; offsets count from 1, without holes. */
export const Cursor = z.strictObject({ epoch: z.string(), offset: z.int().min(0) });
export type Cursor = z.infer<typeof Cursor>;

const place = { v: z.literal(1), stream: z.string(), epoch: z.string(), offset: z.int().min(1) };

/** An event of a durable stream. `data` is the absolute state after it; `at` ISO 8601 UTC; `type` such as `order.updated`. */
export const DataEvent = z.strictObject({
  ...place,
  id: z.string(),
  type: z.string(),
  at: z.string(),
  data: z.unknown(),
});
export type DataEvent = z.infer<typeof DataEvent>;

/** Stands where somebody may not see an event, so that what is hidden never looks like a gap. */
export const VoidEvent = z.strictObject({ ...place, type: z.literal("void") });
export type VoidEvent = z.infer<typeof VoidEvent>;

export const StreamEvent = z.union([VoidEvent, DataEvent]);
export type StreamEvent = z.infer<typeof StreamEvent>;

/** The newest offset of each stream, sent every 5 s: finds a lost last event. */
export const StreamHead = z.strictObject({ stream: z.string(), epoch: z.string(), head: z.int().min(0) });
export type StreamHead = z.infer<typeof StreamHead>;
export const Heads = z.array(StreamHead);

/** Reply to a subscribe with a cursor that can be continued. After `more: true` subscribe again with the last offset received. */
export const ReplayReply = z.strictObject({
  stream: z.string(),
  epoch: z.string(),
  head: z.int().min(0),
  events: z.array(StreamEvent),
  more: z.boolean(),
});
export type ReplayReply = z.infer<typeof ReplayReply>;

/** Reply to a subscribe that starts anew: without a cursor, or with one that cannot be continued. `cursor` is the list's next page over REST. */
export const SnapshotReply = z.strictObject({
  stream: z.string(),
  resync: z.literal(true),
  epoch: z.string(),
  head: z.int().min(0),
  snapshot: z.unknown(),
  cursor: z.string().nullable(),
});
export type SnapshotReply = z.infer<typeof SnapshotReply>;

export type DurableReply = ReplayReply | SnapshotReply;
