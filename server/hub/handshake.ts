import type { Socket } from "socket.io";
import type { HandshakeRefusal } from "@/lib/hub-protocol";
import type { Handshake } from "./connection";
import { letGoOfHandshake, transportOf } from "./engine-connection";
import { createHandshakeKeeper } from "./handshake-keeper";
import type { HubLimits } from "./limits";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import { Quota } from "./quota";
import { RefusedHandshake, refusalBy, refusalOf } from "./refusal";

/** Whom a handshake turned out to be. `expiresAt` in ms since 1970; absent, the connection has no end of its own. */
export interface Admission<P extends Principal> {
  principal: P;
  expiresAt?: number;
  /** Copied into the connection's `items`. */
  items?: Record<string, unknown>;
}

/** Throws a `HubError` (UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, UNAVAILABLE) to refuse. */
export type Authenticate<P extends Principal> = (handshake: Handshake) => Promise<Admission<P>>;

export interface Admitted<P extends Principal> extends Admission<P> {
  handshake: Handshake;
}

/** The door of a hub. */
export interface Gate<P extends Principal> {
  /** Says who came in, or throws `RefusedHandshake`. Whoever came in holds places, of its user and of its address, until `leave`. */
  admit(socket: Socket): Promise<Admitted<P>>;
  /** To be called once for each that was admitted. Nothing is kept per connection for it: there are many. */
  leave(socket: Socket, guest: Pick<Admitted<P>, "principal" | "handshake">): void;
}

/** A client that goes on knocking on one engine connection is sent away. */
const maxRefusalsPerEngine = 5;
/** And one that comes and goes on it: each time costs an authentication, and starts its calls' rate anew. */
const maxReturnsPerEngine = 20;

interface GateOptions<P extends Principal> {
  authenticate: Authenticate<P>;
  remoteAddressOf: (socket: Socket) => string;
  limits: HubLimits;
  log: HubLog;
  now: () => number;
  isDraining: () => boolean;
  onRefused: (refusal: HandshakeRefusal) => void;
}

export function createGate<P extends Principal>(options: GateOptions<P>): Gate<P> {
  const { limits, log } = options;
  const perUser = new Quota(limits.connectionsPerUser);
  const perAddress = new Quota(limits.connectionsPerAddress);
  const keep = createHandshakeKeeper();
  /** Engine connections: of those that are in, or about to be, and of those that were refused. */
  const inside = new WeakSet<object>();
  const refusals = new WeakMap<object, number>();
  const returns = new WeakMap<object, number>();

  function refuse(refusal: HandshakeRefusal): never {
    options.onRefused(refusal);
    throw new RefusedHandshake(refusal);
  }

  async function identify(handshake: Handshake): Promise<Admission<P>> {
    try {
      return await options.authenticate(handshake);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) log.error({ err: error }, "hub authentication failed");
      refuse(refusal ?? refusalBy("UNAVAILABLE"));
    }
  }

  async function check(socket: Socket): Promise<Admitted<P>> {
    if (options.isDraining()) refuse(refusalBy("RESTARTING"));
    const handshake = handshakeOf(socket, options.remoteAddressOf(socket));
    if (!perAddress.take(handshake.remoteAddress)) refuse(refusalBy("TOO_MANY_CONNECTIONS"));
    try {
      const admission = await identify(handshake);
      if (admission.expiresAt !== undefined && !(admission.expiresAt > options.now())) refuse(refusalBy("EXPIRED"));
      if (!perUser.take(admission.principal.id)) refuse(refusalBy("TOO_MANY_CONNECTIONS"));
      letGoOfHandshake(socket);
      return { ...admission, handshake: keep(handshake) };
    } catch (error) {
      perAddress.giveBack(handshake.remoteAddress);
      throw error;
    }
  }

  async function admit(socket: Socket): Promise<Admitted<P>> {
    const refused = refusals.get(socket.conn) ?? 0;
    const hasComeOften = (returns.get(socket.conn) ?? 0) >= maxReturnsPerEngine;
    if (inside.has(socket.conn) || refused >= maxRefusalsPerEngine || hasComeOften) {
      // Two handshakes at once on one engine connection are no client's doing; the second would hide the first.
      socket.conn.close();
      refuse(refusalBy("PROTOCOL_ERROR"));
    }
    inside.add(socket.conn);
    try {
      return await check(socket);
    } catch (error) {
      inside.delete(socket.conn);
      refusals.set(socket.conn, refused + 1);
      throw error;
    }
  }

  return {
    admit,
    leave(socket, { principal, handshake }) {
      inside.delete(socket.conn);
      if (socket.conn.readyState === "open") returns.set(socket.conn, (returns.get(socket.conn) ?? 0) + 1);
      perUser.giveBack(principal.id);
      perAddress.giveBack(handshake.remoteAddress);
    },
  };
}

function handshakeOf(socket: Socket, remoteAddress: string): Handshake {
  const { headers, auth, query } = socket.handshake;
  const single = Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return { headers, auth, query: Object.fromEntries(single), remoteAddress, transport: transportOf(socket) };
}
