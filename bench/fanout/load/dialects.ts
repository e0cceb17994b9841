import { decode, encode } from "@msgpack/msgpack";
import type { ClientCall, OpenInput, PeerName } from "../messages";

/** What a frame of the server means to a client that is not yet live, or to one that keeps its connection. */
export type Heard =
  | { kind: "opened" | "connected" | "ping" | "other" }
  | { kind: "reply"; value: unknown }
  | { kind: "refused"; reason: string };

/** How a client speaks to one peer, by hand: what a library would do beside costs the load generator more than the server. */
export interface Dialect {
  readonly path: string;
  /** The other side speaks first; raw WebSockets are live at once. */
  readonly isGreeted: boolean;
  connect(token: string | null): string | Uint8Array;
  call(call: ClientCall, id: number, input: unknown): string | Uint8Array;
  hear(frame: string | Buffer): Heard;
}

const hubPath = "/hubs/bench";
const other: Heard = { kind: "other" };

/** Socket.IO's packet types, revision 5 (https://socket.io/docs/v4/socket-io-protocol/). */
const types = { connect: 0, event: 2, ack: 3, refused: 4 } as const;

const rawWs: Dialect = {
  path: "/",
  isGreeted: false,
  connect: () => "",
  call: () => "",
  hear: () => other,
};

/** Engine.IO's own packets are text in both encodings: open, and a ping that is answered by `3`. */
function hearEngine(frame: string): Heard {
  if (frame.startsWith("0")) return { kind: "opened" };
  return frame === "2" ? { kind: "ping" } : other;
}

function jsonDialect(namespace: string): Dialect {
  const place = namespace === "/" ? "" : `${namespace},`;
  return {
    path: "/socket.io/?EIO=4&transport=websocket",
    isGreeted: true,
    connect: (token) => `4${types.connect}${place}${token === null ? "" : JSON.stringify({ token })}`,
    call: (call, id, input) => `4${types.event}${place}${id}${JSON.stringify([call, input])}`,
    hear(frame) {
      const text = typeof frame === "string" ? frame : frame.toString("latin1");
      if (!text.startsWith("4")) return hearEngine(text);
      switch (Number(text[1])) {
        case types.connect:
          return { kind: "connected" };
        case types.ack:
          return { kind: "reply", value: JSON.parse(text.slice(text.indexOf("["))) };
        case types.refused:
          return { kind: "refused", reason: text };
        default:
          return other;
      }
    },
  };
}

interface Packet {
  type: number;
  data?: unknown;
}

function msgpackDialect(nsp: string, query: string): Dialect {
  return {
    path: `/socket.io/?EIO=4&transport=websocket${query}`,
    isGreeted: true,
    connect: (token) => encode({ type: types.connect, nsp, ...(token === null ? {} : { data: { token } }) }),
    call: (call, id, input) => encode({ type: types.event, nsp, data: [call, input], id }),
    hear(frame) {
      if (typeof frame === "string") return hearEngine(frame);
      const packet = decode(frame) as Packet;
      switch (packet.type) {
        case types.connect:
          return { kind: "connected" };
        case types.ack:
          return { kind: "reply", value: packet.data };
        case types.refused:
          return { kind: "refused", reason: JSON.stringify(packet.data) };
        default:
          return other;
      }
    },
  };
}

export const dialects: Record<PeerName, Dialect> = {
  "raw ws": rawWs,
  "Socket.IO": jsonDialect("/"),
  "Socket.IO msgpack": msgpackDialect("/", ""),
  "hub JSON": jsonDialect(hubPath),
  "hub msgpack": msgpackDialect(hubPath, "&encoding=msgpack"),
};

/** What a call of the hub is made with. */
export const inputOf = (call: ClientCall, resume: OpenInput["resume"]): unknown =>
  call === "subscribe" ? { ...(resume?.place ?? {}) } : {};

/** Throws unless the reply is what a client that becomes live needs: after a resume, all that it missed. */
export function checkReply(call: ClientCall, reply: unknown, resume: OpenInput["resume"]): void {
  const [answer] = reply as [{ ok: boolean; value?: { events?: unknown[]; more?: boolean } | null }];
  if (!answer.ok) throw new Error(`"${call}" was refused: ${JSON.stringify(answer)}`);
  if (call !== "subscribe" || resume === null) return;
  if (answer.value?.events?.length !== resume.missed || answer.value.more !== false)
    throw new Error(`A resume brought ${answer.value?.events?.length ?? "no"} events in place of ${resume.missed}.`);
}
