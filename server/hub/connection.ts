import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "socket.io";
import type { CloseCode } from "@/lib/hub-protocol";
import { groupsIn } from "./delivery";
import { transportOf } from "./engine-connection";
import type { Expiring } from "./expiry";
import type { Link } from "./link";
import type { Principal } from "./principal";

/**
 * What is known of a connection before anybody is authenticated. `transport` is the one it started with. Credentials are there for
 * `authenticate` alone: the connection keeps no `auth` and no header or query value that may hold any.
 */
export interface Handshake {
  readonly headers: IncomingHttpHeaders;
  readonly auth: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress: string;
  readonly transport: string;
}

/** Why a connection ended: its own doing, the network's, or the code that this side closed it with. */
export type DisconnectReason = "CLIENT_LEFT" | "TRANSPORT_CLOSED" | "TIMEOUT" | CloseCode;

/** One connection to a hub, from the handshake to its end. */
export interface Connection<P extends Principal = Principal> {
  readonly id: string;
  readonly principal: P;
  readonly handshake: Handshake;
  /** For whatever the application wants to keep with the connection. */
  readonly items: Map<string, unknown>;
  /** ms since 1970. */
  readonly connectedAt: number;
  /** ms since 1970, or null for a connection without an end of its own. */
  readonly expiresAt: number | null;
  readonly closed: boolean;
  /** Aborts when the connection ends, whoever ended it. */
  readonly signal: AbortSignal;
  /** The present one: a connection may begin with polling. */
  readonly transport: string;
  readonly encoding: "json" | "msgpack";
  /** Of the last heartbeat, there and back; null before the first. */
  readonly latencyMs: number | null;
  /** Written for it and not gone yet. */
  readonly queuedBytes: number;
  readonly groups: ReadonlySet<string>;
}

/** The one implementation; what changes is changed by the hub alone. */
export class HubConnection<P extends Principal> implements Connection<P>, Expiring {
  readonly id: string;
  readonly handshake: Handshake;
  readonly connectedAt: number;
  readonly socket: Socket;
  readonly #link: Link;
  /** The code that this side closed it with. */
  closedWith: CloseCode | undefined;
  principal: P;
  expiresAt: number | null;
  isWarned = false;
  /** Calls that were cancelled and whose methods have not ended. */
  abandonedCalls = 0;
  /** Why it ended; undefined while it lives. */
  endedBy: DisconnectReason | undefined;
  #items: Map<string, unknown> | undefined;
  #abort: AbortController | undefined;

  constructor(opening: {
    socket: Socket;
    link: Link;
    principal: P;
    handshake: Handshake;
    items: Record<string, unknown>;
    connectedAt: number;
    expiresAt: number | null;
  }) {
    this.id = opening.socket.id;
    this.socket = opening.socket;
    this.#link = opening.link;
    this.principal = opening.principal;
    this.handshake = opening.handshake;
    const items = Object.entries(opening.items);
    if (items.length > 0) this.#items = new Map(items);
    this.connectedAt = opening.connectedAt;
    this.expiresAt = opening.expiresAt;
  }

  /** This and the signal are made when first asked for: most connections never need one. */
  get items(): Map<string, unknown> {
    this.#items ??= new Map();
    return this.#items;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.closed) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  /** Whether this call is one that the server makes on the client's behalf. */
  takeGrantedCall(): boolean {
    return this.#link.takeGrantedCall();
  }

  get transport(): string {
    return transportOf(this.socket);
  }

  get encoding(): "json" | "msgpack" {
    return this.#link.encoding;
  }

  get latencyMs(): number | null {
    return this.#link.latencyMs;
  }

  get queuedBytes(): number {
    return this.#link.queuedBytes;
  }

  /** The rooms of Socket.IO know it: a set of its own would be one more for each connection. */
  get groups(): ReadonlySet<string> {
    return groupsIn(this.socket.rooms);
  }

  get closed(): boolean {
    return this.endedBy !== undefined;
  }

  /** Marks the end. Listeners of `signal` run before this returns. */
  end(reason: DisconnectReason): void {
    this.endedBy = reason;
    this.#abort?.abort();
  }
}

/** Socket.IO's words for the end of a connection, in ours; `closedWith` is the code when this side closed it. */
export function disconnectReason(reason: string, closedWith: CloseCode | undefined): DisconnectReason {
  if (closedWith !== undefined) return closedWith;
  switch (reason) {
    case "client namespace disconnect":
      return "CLIENT_LEFT";
    case "ping timeout":
      return "TIMEOUT";
    case "transport close":
    case "transport error":
      return "TRANSPORT_CLOSED";
    case "server shutting down":
      return "RESTARTING";
    default:
      return "PROTOCOL_ERROR";
  }
}
