import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { CloseCode, Reply } from "@/lib/hub-protocol";
import { closeCodes } from "@/lib/hub-protocol";
import { linkOf } from "./link";
import type { LoopbackTransport } from "./loopback-connection";
import { LoopbackConnection } from "./loopback-connection";
import { isCallable, packetTypes } from "./packet";
import { RefusedHandshake, refusalBy } from "./refusal";
import type { HubServer } from "./server";

export type { LoopbackTransport } from "./loopback-connection";

export interface LoopbackOptions {
  /** The path of the hub. */
  path: string;
  /** The HTTP request that the client came with: its headers, query and address are the handshake's. */
  request: IncomingMessage;
  /** The handshake's `auth`. */
  auth?: Readonly<Record<string, unknown>>;
  transport: LoopbackTransport;
  /** The payload is shared by all who receive it: to be read only. */
  onEvent: (name: string, payload: unknown) => void;
}

export interface LoopbackCallOptions {
  /** The gateway asks this by itself: it counts for nothing against the rate of the client's own calls. */
  isOwn?: boolean;
}

/** The client's end of a connection whose other end is the hub, in one process. */
export interface Loopback {
  /** Resolves when the hub has let the client in. Rejects with `RefusedHandshake`; the transport is then the caller's to end. */
  readonly opened: Promise<void>;
  /** `onReply` runs before anything that the hub says after the reply; never, if the connection ends first. Throws RangeError for what is nested too deeply. */
  call(method: string, input: unknown, onReply: (reply: Reply<unknown>) => void, options?: LoopbackCallOptions): void;
  /** So many bytes were handed to the network. */
  wrote(bytes: number): void;
  /** The transport's own heartbeat leaves, and its answer has come. */
  pinged(): void;
  ponged(): void;
  /** The network is gone. */
  gone(reason?: "transport close" | "ping timeout"): void;
}

/**
 * Opens a connection for a client that speaks another wire: for the hub it is one like all others. Authentication, quotas, expiry,
 * revocation, presence, limits and slow readers are the hub's own.
 */
export function openLoopback(server: HubServer, options: LoopbackOptions): Loopback {
  const { path, request, auth = {}, transport, onEvent } = options;
  const replies = new Map<number, (reply: Reply<unknown>) => void>();
  let lastCall = 0;
  let closedWith: CloseCode | null = null;
  let letIn: () => void = () => undefined;
  let refuse: (reason: RefusedHandshake) => void = () => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    letIn = resolve;
    refuse = reject;
  });

  const connection = new LoopbackConnection({
    id: randomUUID(),
    request,
    transport,
    closedWith: () => closedWith,
    onOver: () => {
      replies.clear();
      refuse(new RefusedHandshake(refusalBy(closedWith ?? "UNAVAILABLE")));
    },
    onPacket({ type, id, data }) {
      switch (type) {
        case packetTypes.connect:
          connection.isIn = true;
          return letIn();
        case packetTypes.connectError:
          refuse(new RefusedHandshake((data as Partial<RefusedHandshake>).data ?? refusalBy("UNAVAILABLE")));
          return connection.onClose("transport close");
        case packetTypes.ack:
        case packetTypes.binaryAck:
          return takeReply(id ?? 0, (data as [Reply<unknown>])[0]);
        case packetTypes.event:
        case packetTypes.binaryEvent:
          return takeEvent(data as [string, unknown], id);
      }
    },
  });

  function takeReply(id: number, reply: Reply<unknown>): void {
    const onReply = replies.get(id);
    replies.delete(id);
    onReply?.(reply);
  }

  function takeEvent([name, payload]: [string, unknown], question: number | undefined): void {
    if (question !== undefined) say(packetTypes.ack, question, [cannotAnswer]);
    else if (!name.startsWith("$")) {
      if (name === "notice") closedWith = closeCodeIn(payload) ?? closedWith;
      onEvent(name, payload);
    }
  }

  const say = (type: number, id: number | "", data: unknown): void =>
    connection.say(`${type}${path},${id}${JSON.stringify(data)}`);

  const refusal = server.refusalOf(request);
  if (refusal !== null) refuse(new RefusedHandshake(refusal));
  else {
    server.io.engine.emit("connection", connection);
    say(packetTypes.connect, "", auth);
  }

  return {
    opened,
    call(method, input, onReply, { isOwn = false } = {}) {
      if (!isCallable(method)) return onReply({ ok: false, error: noSuchMethod(method) });
      lastCall += 1;
      replies.set(lastCall, onReply);
      if (isOwn) linkOf(connection)?.grantCall();
      say(packetTypes.event, lastCall, [method, input]);
    },
    wrote: (bytes) => linkOf(connection)?.wrote(bytes),
    pinged: () => linkOf(connection)?.pinged(),
    ponged: () => void connection.emit("heartbeat"),
    gone: (reason = "transport close") => connection.onClose(reason),
  };
}

const noSuchMethod = (method: string) => ({
  code: "METHOD_NOT_FOUND" as const,
  message: `There is no method "${method.slice(0, 60)}".`,
  traceId: randomUUID().replaceAll("-", ""),
});

const cannotAnswer = { ok: false, error: { code: "METHOD_NOT_FOUND", message: "This client answers no questions." } };

/** A notice with such a code precedes a close. */
function closeCodeIn(notice: unknown): CloseCode | null {
  const { code } = notice as { code: string };
  return Object.hasOwn(closeCodes, code) ? (code as CloseCode) : null;
}
