import type { Socket } from "socket.io";
import type { HandshakeRefusal } from "@/lib/hub-protocol";
import type { Handshake } from "./connection";
import { letGoOfHandshake, onEngineClose, transportOf } from "./engine-connection";
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
  /** Gives back the places that the connection holds; to be called when it ends. */
  release(): void;
}

/** A client that goes on knocking on one engine connection is sent away. */
const maxRefusalsPerEngine = 5;

interface GateOptions<P extends Principal> {
  authenticate: Authenticate<P>;
  remoteAddressOf: (socket: Socket) => string;
  limits: HubLimits;
  log: HubLog;
  now: () => number;
  isDraining: () => boolean;
  onRefused: (refusal: HandshakeRefusal) => void;
}

/** The door of a hub: returns a function that throws `RefusedHandshake`, or says who came in. */
export function createGate<P extends Principal>(options: GateOptions<P>): (socket: Socket) => Promise<Admitted<P>> {
  const { limits, log } = options;
  const perUser = new Quota(limits.connectionsPerUser);
  const perAddress = new Quota(limits.connectionsPerAddress);
  const keep = createHandshakeKeeper();
  const knocks = new WeakMap<object, { inside: boolean; refusals: number }>();

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

  async function admit(socket: Socket): Promise<Admitted<P>> {
    if (options.isDraining()) refuse(refusalBy("RESTARTING"));
    const handshake = handshakeOf(socket, options.remoteAddressOf(socket));
    const leaveAddress = perAddress.reserve(handshake.remoteAddress) ?? refuse(refusalBy("TOO_MANY_CONNECTIONS"));
    try {
      const admission = await identify(handshake);
      if (admission.expiresAt !== undefined && !(admission.expiresAt > options.now())) refuse(refusalBy("EXPIRED"));
      const leaveUser = perUser.reserve(admission.principal.id) ?? refuse(refusalBy("TOO_MANY_CONNECTIONS"));
      const release = () => {
        leaveAddress();
        leaveUser();
      };
      // The client may be gone before it is let in: then nobody else would give the places back.
      onEngineClose(socket, release);
      letGoOfHandshake(socket);
      return { ...admission, handshake: keep(handshake), release };
    } catch (error) {
      leaveAddress();
      throw error;
    }
  }

  return async (socket) => {
    const knock = knocks.get(socket.conn) ?? { inside: false, refusals: 0 };
    knocks.set(socket.conn, knock);
    if (knock.inside || knock.refusals >= maxRefusalsPerEngine) {
      // Two handshakes at once on one engine connection are no client's doing; the second would hide the first.
      socket.conn.close();
      refuse(refusalBy("PROTOCOL_ERROR"));
    }
    knock.inside = true;
    try {
      const admitted = await admit(socket);
      const release = () => {
        knock.inside = false;
        admitted.release();
      };
      return { ...admitted, release };
    } catch (error) {
      knock.inside = false;
      knock.refusals += 1;
      throw error;
    }
  };
}

function handshakeOf(socket: Socket, remoteAddress: string): Handshake {
  const { headers, auth, query } = socket.handshake;
  const single = Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return { headers, auth, query: Object.fromEntries(single), remoteAddress, transport: transportOf(socket) };
}
