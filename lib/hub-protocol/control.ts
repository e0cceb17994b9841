import type { ReplyError } from "./reply";

/**
 * Events of the framework itself; no contract can have such names. After a call `[method, input, { id }]` they speak of it by its id:
 * `cancel` (caller → server), `item` and `end` (whoever sends the stream), `pull` (whoever reads it: so many more items may come).
 * `welcome` is the first event of a connection. `ping` (client → server) is of no call: it is acknowledged at once, so that a client which
 * slept finds out whether anybody is still there.
 */
export const control = {
  welcome: "$welcome",
  cancel: "$cancel",
  item: "$item",
  end: "$end",
  pull: "$pull",
  ping: "$ping",
} as const;

/** Items that may be under way before the reader has asked for more. */
export const streamBufferItems = 10;

/** Third element of a call. Without it a call can neither be cancelled nor carry or answer a stream. */
export interface CallMeta {
  /** The caller's own number for this call, from 1; not to be used again on the connection while the call lasts. */
  id: number;
  /** W3C `traceparent` of the caller. */
  trace?: string;
}

/** What the server takes; told once, at the start. */
export interface Welcome {
  maxMessageBytes: number;
}
export interface CancelFrame {
  id: number;
}
export interface ItemFrame {
  id: number;
  item: unknown;
}
/** The last of a stream; with an error, what came before it still counts. */
export interface EndFrame {
  id: number;
  error?: ReplyError;
}
export interface PullFrame {
  id: number;
  count: number;
}
