import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { DurableStreamName } from "@/lib/contracts/streams";
import type {
  CloseCode,
  Cursor,
  DurableReply,
  HandshakeRefusal,
  Reply,
  ReplyError,
  StreamEvent,
  StreamHead,
} from "@/lib/hub-protocol";
import { closeCodes, HubError, toReplyError } from "@/lib/hub-protocol";
import type { Loopback, LoopbackTransport } from "@/server/hub";
import { StreamFollower } from "./follow-stream";
import { webSocketCloseCodes } from "./refusals";
import { sharedJson } from "./shared-json";
import { type ClientMessage, idIn, type MessageId, readJson, readMessage } from "./ws-message";

type Subscribe = Extract<ClientMessage, { op: "subscribe" }>;
type Unsubscribe = Extract<ClientMessage, { op: "unsubscribe" }>;

/** Above this much waiting the next page is not asked for. */
const drainedBelowBytes = 64 * 1024;
const GOING_AWAY = 1001;

/** One client of the raw WebSocket: its operations in, the hub's replies and events out. */
export class WebSocketConnection {
  readonly transport: LoopbackTransport;
  readonly #socket: WebSocket;
  readonly #maxMessageBytes: number;
  readonly #followers = new Map<string, StreamFollower>();
  /** The offset of each stream that the client knows. */
  readonly #toldOffsets = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #loopback: Loopback | undefined;

  constructor(socket: WebSocket, maxMessageBytes: number) {
    this.#socket = socket;
    this.#maxMessageBytes = maxMessageBytes;
    this.transport = {
      name: "ws",
      answersPings: true,
      waitingBytes: () => socket.bufferedAmount,
      end: (code) => this.#end(code),
      cut: () => socket.terminate(),
    };
  }

  /** The hub has let it in: from here on what the client sends is read. */
  begin(loopback: Loopback): void {
    this.#loopback = loopback;
    this.#socket.on("message", (frame: Buffer, isBinary: boolean) => this.#receive(loopback, frame, isBinary));
  }

  /** Tells why, and closes. */
  refuse(refusal: HandshakeRefusal): void {
    this.#send({ op: "notice", ...refusal });
    this.#socket.close(webSocketCloseCodes[refusal.code], refusal.code);
  }

  stop(): void {
    for (const follower of this.#followers.values()) follower.stop();
    this.#followers.clear();
    this.#waiting.clear();
  }

  /** Something that the hub tells. */
  take(name: string, payload: unknown): void {
    if (name === "streamEvent") this.#followers.get((payload as StreamEvent).stream)?.take(payload as StreamEvent);
    else if (name === "heads") this.#takeHeads(payload as StreamHead[]);
    else if (name === "notice") this.#send({ op: "notice", ...(payload as object) });
    else this.#write(`{"op":"event","type":${JSON.stringify(name)},"data":${sharedJson(payload)}}`);
  }

  #receive(loopback: Loopback, frame: Buffer, isBinary: boolean): void {
    let json: unknown;
    try {
      json = readJson(frame, isBinary);
      if (frame.length > this.#maxMessageBytes)
        throw new HubError("MESSAGE_TOO_LARGE", "The message is too large.", { data: { bytes: frame.length } });
      this.#run(loopback, readMessage(json));
    } catch (error) {
      // JSON that is nested so deeply that it can be read and not be written.
      const known = error instanceof RangeError ? new HubError("INVALID_ARGUMENT", "Nested too deeply.") : error;
      this.#reply(idIn(json), { ok: false, error: toReplyError(known, randomUUID().replaceAll("-", "")) });
    }
  }

  #run(loopback: Loopback, message: ClientMessage): void {
    switch (message.op) {
      case "ping":
        this.#send({ op: "pong", ...(message.id === undefined ? {} : { id: message.id }) });
        break;
      case "subscribe":
        this.#subscribe(loopback, message);
        break;
      case "unsubscribe":
        this.#unsubscribe(loopback, message);
        break;
      case "call":
        if (message.method === "subscribe" || message.method === "unsubscribe")
          throw new HubError("INVALID_ARGUMENT", `Send { "op": "${message.method}" }.`);
        loopback.call(message.method, message.input, (reply) => this.#reply(message.id, reply));
        break;
    }
  }

  #subscribe(loopback: Loopback, { id: given, stream, since, set }: Subscribe): void {
    const id = given ?? null;
    const isDurable = DurableStreamName.safeParse(stream).success;
    if (!isDurable && since)
      throw new HubError("INVALID_ARGUMENT", `The stream "${stream}" has no places to go on from.`);
    if (isDurable && set === undefined) this.#follow(loopback, id, stream, since ?? null);
    else loopback.call("subscribe", { stream, set }, (reply) => this.#reply(id, reply));
  }

  #follow(loopback: Loopback, id: MessageId | null, stream: string, since: Cursor | null): void {
    this.#followers.get(stream)?.stop();
    this.#toldOffsets.delete(stream);
    const follower: StreamFollower = new StreamFollower(loopback, stream, since, {
      onStart: (reply) => this.#reply(id, { ok: true, value: startOf(reply, since !== null) }),
      onSnapshot: ({ epoch, head, snapshot, cursor }, isAnnounced) => {
        this.#toldOffsets.set(stream, head);
        this.#send({ op: isAnnounced ? "resync" : "snapshot", stream, epoch, head, snapshot, cursor });
      },
      onEvent: (event) => {
        this.#toldOffsets.set(stream, event.offset);
        this.#write(`{"op":"event",${sharedJson(event).slice(1)}`);
      },
      onFailed: (error) => this.#fail(stream, follower, id, error),
      whenDrained: (then) => this.#whenDrained(then),
    });
    this.#followers.set(stream, follower);
  }

  #unsubscribe(loopback: Loopback, { id, stream, set }: Unsubscribe): void {
    this.#followers.get(stream)?.stop();
    this.#followers.delete(stream);
    loopback.call("unsubscribe", { stream, set }, (reply) => this.#reply(id ?? null, reply));
  }

  /** Before its first answer a stream is refused; after that the client is to come back with its place. */
  #fail(stream: string, follower: StreamFollower, id: MessageId | null, error: ReplyError): void {
    if (this.#followers.get(stream) === follower) this.#followers.delete(stream);
    if (follower.hasStarted) this.refuse({ code: "UNAVAILABLE", ...closeCodes.UNAVAILABLE });
    else this.#reply(id, { ok: false, error });
  }

  /** What was hidden has moved the place: the client's own is moved along, so that it is not replayed. */
  #takeHeads(heads: readonly StreamHead[]): void {
    for (const head of heads) {
      const follower = this.#followers.get(head.stream);
      follower?.takeHead(head);
      const place = follower?.place;
      if (!place || this.#toldOffsets.get(head.stream) === place.offset) continue;
      this.#toldOffsets.set(head.stream, place.offset);
      this.#send({ op: "place", stream: head.stream, ...place });
    }
  }

  #reply(id: MessageId | null, reply: Reply<unknown>): void {
    this.#send({ op: "reply", id, ...reply });
  }

  #send(message: object): void {
    this.#write(JSON.stringify(message));
  }

  #write(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(text, this.#onSent);
    this.#loopback?.wrote(Buffer.byteLength(text));
  }

  /** Runs when a message has left the process, or has failed with its connection. */
  readonly #onSent = (): void => {
    if (this.#socket.bufferedAmount >= drainedBelowBytes) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const then of waiting) then();
  };

  #whenDrained(then: () => void): void {
    if (this.#socket.bufferedAmount < drainedBelowBytes) then();
    else this.#waiting.add(then);
  }

  #end(code: CloseCode | null): void {
    this.stop();
    this.#socket.close(code === null ? GOING_AWAY : webSocketCloseCodes[code], code ?? "");
  }
}

/** `head` is where the client will have caught up. */
const startOf = ({ stream, epoch, head, ...rest }: DurableReply, hasPlace: boolean) => ({
  stream,
  epoch,
  head,
  resync: "resync" in rest && hasPlace,
});
