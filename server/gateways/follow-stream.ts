import type {
  Cursor,
  DataEvent,
  DurableReply,
  ReplayReply,
  Reply,
  ReplyError,
  SnapshotReply,
  StreamEvent,
  StreamHead,
} from "@/lib/hub-protocol";
import { isVoid } from "@/lib/hub-protocol";
import type { Loopback } from "@/server/hub";

/** Where a wire writes what it is told of one stream. Nothing is told twice, and nothing out of order. */
export interface StreamSink {
  /** The hub has answered for the first time: what follows is a snapshot, the first page, or live. */
  onStart(reply: DurableReply): void;
  /** `isAnnounced`: the place could not be continued, and the reader is to throw away what it has. */
  onSnapshot(snapshot: SnapshotReply, isAnnounced: boolean): void;
  onEvent(event: DataEvent): void;
  /** The first answer was a refusal, or the stream cannot be read any further. */
  onFailed(error: ReplyError): void;
  /** Calls back once the network has taken what was written: the next page is not read for who does not read this one. */
  whenDrained(then: () => void): void;
}

const retryDelaysMs = [100, 500, 1_000, 2_000, 4_000, 8_000];
/** What passes by itself. */
const passing = new Set(["UNAVAILABLE", "TIMEOUT", "INTERNAL"]);

/**
 * One durable stream for a client without a library of its own: replays what follows its place, page by page, then goes on live. What is
 * hidden from the client moves the place and is not told; a hole is read from the log; a new epoch starts anew.
 */
export class StreamFollower {
  readonly stream: string;
  readonly #loopback: Loopback;
  readonly #sink: StreamSink;
  #place: Cursor | null;
  #phase: "asking" | "live" | "stopped" = "asking";
  #hasStarted = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Asks at once. Without a place it starts with a snapshot. */
  constructor(loopback: Loopback, stream: string, since: Cursor | null, sink: StreamSink) {
    this.stream = stream;
    this.#loopback = loopback;
    this.#sink = sink;
    this.#place = since;
    this.#ask();
  }

  /** Of the last event that was told or hidden; null before the first snapshot. */
  get place(): Cursor | null {
    return this.#place;
  }

  /** A live event of this stream. While a page is under way it is part of what that page, or the next one, will hold. */
  take(event: StreamEvent): void {
    if (this.#phase !== "live" || this.#place === null) return;
    const { epoch, offset } = this.#place;
    if (event.epoch === epoch && event.offset <= offset) return;
    if (event.epoch === epoch && event.offset === offset + 1) this.#apply(event);
    else this.#ask();
  }

  /** Finds a lost last event. */
  takeHead({ epoch, head }: StreamHead): void {
    if (this.#phase !== "live" || this.#place === null) return;
    if (epoch !== this.#place.epoch || head > this.#place.offset) this.#ask();
  }

  /** The hub has answered once with something else than a refusal. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  stop(): void {
    this.#phase = "stopped";
    clearTimeout(this.#timer);
  }

  #ask(): void {
    if (this.#phase === "stopped") return;
    this.#phase = "asking";
    const onReply = (reply: Reply<unknown>) => {
      if (this.#phase === "stopped") return;
      if (reply.ok) this.#takeReply(reply.value as DurableReply);
      else this.#takeError(reply);
    };
    // The client has asked once; further pages, and what heals a hole, are this side's own doing.
    this.#loopback.call("subscribe", { stream: this.stream, ...this.#place }, onReply, { isOwn: this.#hasStarted });
  }

  #takeReply(reply: DurableReply): void {
    this.#failures = 0;
    if (!this.#hasStarted) this.#sink.onStart(reply);
    this.#hasStarted = true;
    if ("resync" in reply) {
      const isAnnounced = this.#place !== null;
      this.#place = { epoch: reply.epoch, offset: reply.head };
      this.#phase = "live";
      this.#sink.onSnapshot(reply, isAnnounced);
    } else this.#takePage(reply);
  }

  #takePage({ events, more }: ReplayReply): void {
    for (const event of events) this.#apply(event);
    if (more) this.#sink.whenDrained(() => this.#ask());
    else if (this.#phase === "asking") this.#phase = "live";
  }

  #apply(event: StreamEvent): void {
    this.#place = { epoch: event.epoch, offset: event.offset };
    if (!isVoid(event)) this.#sink.onEvent(event);
  }

  #takeError({ error }: Extract<Reply<unknown>, { ok: false }>): void {
    const waitMs = error.code === "RATE_LIMITED" ? retryAfterMsOf(error) : this.#nextDelayMs(error);
    if (waitMs === undefined) this.#sink.onFailed(error);
    else this.#timer = setTimeout(() => this.#ask(), waitMs);
  }

  #nextDelayMs({ code }: ReplyError): number | undefined {
    if (!this.#hasStarted || !passing.has(code)) return undefined;
    this.#failures += 1;
    return retryDelaysMs[this.#failures - 1];
  }
}

function retryAfterMsOf({ data }: ReplyError): number {
  const told =
    typeof data === "object" && data !== null && "retryAfterMs" in data ? Number(data.retryAfterMs) : Number.NaN;
  return told > 0 ? told : 1_000;
}
