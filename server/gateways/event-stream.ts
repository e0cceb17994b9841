import type { ServerResponse } from "node:http";
import type { CloseCode, Cursor, Notice, ReplyError, StreamEvent, StreamHead } from "@/lib/hub-protocol";
import { closeCodes, fromReplyError } from "@/lib/hub-protocol";
import { type Loopback, type LoopbackTransport, RefusedHandshake } from "@/server/hub";
import { StreamFollower } from "./follow-stream";
import { formatClosedPlace, formatPlace, staysAway } from "./place-text";
import { closeCodeOf, refusalBy } from "./refusals";
import { sharedJson } from "./shared-json";

interface Options {
  response: ServerResponse;
  heartbeatIntervalMs: number;
  /** After so long a client comes back by itself. */
  retryMs: number;
}

/**
 * One client's response. Until every stream has been answered nothing is written, so that a refusal can still be an HTTP status; what comes
 * meanwhile waits.
 */
export class EventStream {
  readonly transport: LoopbackTransport;
  readonly #options: Options;
  readonly #followers = new Map<string, StreamFollower>();
  #loopback: Loopback | undefined;
  /** What is to be written, and who waits for it to be taken, before `begin`. */
  #early: { texts: string[]; waiting: (() => void)[] } | undefined = { texts: [], waiting: [] };
  #refuse: (reason: RefusedHandshake) => void = () => undefined;
  #refusal: RefusedHandshake | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  /** What leaves at the end of this tick, as one write. */
  #batch: string[] = [];
  /** The place that the client knows. */
  #toldPlace = "";
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
    const { response } = options;
    this.transport = {
      name: "sse",
      answersPings: false,
      waitingBytes: () => response.writableLength,
      end: (code) => this.#end(code),
      cut: () => response.destroy(),
    };
  }

  /** Follows every stream. Resolves when all have been answered and `begin` may be called; rejects with the first refusal. */
  async follow(loopback: Loopback, since: ReadonlyMap<string, Cursor | null>): Promise<void> {
    this.#loopback = loopback;
    if (this.#refusal !== undefined) throw this.#refusal;
    const refused = new Promise<never>((_, reject) => {
      this.#refuse = reject;
    });
    const starts = [...since].map(
      ([stream, cursor]) =>
        new Promise<void>((onStart, reject) => {
          const onFailed = (error: ReplyError) => {
            reject(fromReplyError(error));
            if (this.#early === undefined) this.#giveUp();
          };
          this.#followers.set(stream, this.#followerOf(loopback, stream, cursor, { onStart, onFailed }));
        }),
    );
    // Whoever is refused has all streams ended: one that was not answered yet never will be.
    await Promise.race([Promise.all(starts), refused]);
  }

  /** Writes the head of the response, what has come so far, and from now on whatever comes. Throws the refusal that came meanwhile. */
  begin(headers: Record<string, string>): void {
    const { response, heartbeatIntervalMs, retryMs } = this.#options;
    if (this.#refusal !== undefined) throw this.#refusal;
    const { texts = [], waiting = [] } = this.#early ?? {};
    this.#early = undefined;
    if (this.#isOver) return;
    response.writeHead(200, headers);
    this.#write([`retry: ${retryMs}\n\n`, ...texts].join(""));
    this.#heartbeat = setInterval(() => this.#write(":\n\n"), heartbeatIntervalMs).unref();
    for (const then of waiting) this.#whenDrained(then);
  }

  /** Something that the hub tells. */
  take(name: string, payload: unknown): void {
    if (name === "streamEvent") this.#followers.get((payload as StreamEvent).stream)?.take(payload as StreamEvent);
    else if (name === "heads") this.#takeHeads(payload as StreamHead[]);
    else if (name === "notice") this.#tellNotice(payload as Notice);
  }

  /** The network is gone, or nothing more is to be said. */
  stop(): void {
    this.#isOver = true;
    clearInterval(this.#heartbeat);
    for (const follower of this.#followers.values()) follower.stop();
  }

  #followerOf(
    loopback: Loopback,
    stream: string,
    since: Cursor | null,
    asked: { onStart: () => void; onFailed: (error: ReplyError) => void },
  ): StreamFollower {
    return new StreamFollower(loopback, stream, since, {
      ...asked,
      onSnapshot: ({ epoch, head, snapshot, cursor }, isAnnounced) =>
        this.#tell(isAnnounced ? "resync" : "snapshot", JSON.stringify({ stream, epoch, head, snapshot, cursor })),
      onEvent: (event) => this.#tell(event.type, sharedJson(event)),
      whenDrained: (then) => this.#whenDrained(then),
    });
  }

  /** The id stands last: whoever has read that line has read the event. */
  #tell(event: string, data: string): void {
    this.#toldPlace = this.#place();
    this.#write(`event: ${event}\ndata: ${data}\nid: ${this.#toldPlace}\n\n`);
  }

  /** An id alone moves the client's place without an event: what was hidden is not replayed for it again. */
  #takeHeads(heads: readonly StreamHead[]): void {
    for (const head of heads) this.#followers.get(head.stream)?.takeHead(head);
    const place = this.#place();
    if (place === this.#toldPlace) return;
    this.#toldPlace = place;
    this.#write(`id: ${place}\n\n`);
  }

  /** Who is not to come back is given an id that says so: an EventSource always comes back. */
  #tellNotice(notice: Notice): void {
    const code = closeCodeOf(notice.code);
    const id = code !== null && staysAway(code) ? `id: ${formatClosedPlace(code, this.#place())}\n` : "";
    this.#write(`event: notice\ndata: ${JSON.stringify(notice)}\n${id}\n`);
  }

  #place(): string {
    const places = [...this.#followers].flatMap(([stream, { place }]) =>
      place === null ? [] : [[stream, place] as const],
    );
    return formatPlace(places);
  }

  #write(text: string): void {
    if (this.#isOver) return;
    if (this.#early !== undefined) this.#early.texts.push(text);
    else if (this.#batch.push(text) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const { response } = this.#options;
    if (this.#batch.length === 0 || response.writableEnded) return;
    const text = this.#batch.join("");
    this.#batch = [];
    response.write(text);
    // Node hands it to the network in this tick's end: what has not left before that is no sign of a slow reader.
    process.nextTick(() => this.#loopback?.wrote(Buffer.byteLength(text)));
  }

  #whenDrained(then: () => void): void {
    const { response } = this.#options;
    if (this.#early === undefined) this.#flush();
    if (this.#early !== undefined) this.#early.waiting.push(then);
    else if (response.writableNeedDrain) response.once("drain", then);
    else then();
  }

  /** A stream can be read no further: the client comes back and is answered anew. */
  #giveUp(): void {
    this.#tellNotice({ code: "UNAVAILABLE", ...closeCodes.UNAVAILABLE });
    this.#loopback?.gone();
    this.#end("UNAVAILABLE");
  }

  #end(code: CloseCode | null): void {
    this.#flush();
    this.stop();
    if (this.#early === undefined) return void this.#options.response.end();
    this.#refusal = new RefusedHandshake(refusalBy(code));
    this.#refuse(this.#refusal);
  }
}
