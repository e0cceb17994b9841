import type { Socket } from "socket.io";
import type { CloseCode, Notice, Welcome } from "@/lib/hub-protocol";
import { control } from "@/lib/hub-protocol";
import { closeNotice } from "./closing";
import type { Connection, DisconnectReason } from "./connection";
import { disconnectReason, HubConnection } from "./connection";
import { rooms } from "./delivery";
import type { Caller } from "./dispatcher";
import { answersPings } from "./engine-connection";
import { ExpiryWatch } from "./expiry";
import type { HubFilter } from "./filters";
import { runConnected, runDisconnected } from "./filters";
import type { Admitted } from "./handshake";
import type { Link } from "./link";
import type { HubLog } from "./log";
import type { Presence } from "./presence";
import type { Principal } from "./principal";
import type { Registry } from "./registry";
import { ProtocolError } from "./wire";

interface SessionOptions<P extends Principal> {
  registry: Registry<P>;
  presence: Presence<P>;
  isShown: (principal: P) => boolean;
  log: HubLog;
  now: () => number;
  expiryWarningMs: number;
  callerFor: (connection: HubConnection<P>) => Caller;
  linkOf: (socket: Socket) => Link;
  close: (connection: HubConnection<P>, code: CloseCode) => Promise<void>;
  /** The connection is gone: it gives its places back. */
  leave: (connection: HubConnection<P>) => void;
  /** The connection is gone: whoever keeps something by its id forgets it. */
  forget: (connectionId: string) => void;
  filters: readonly HubFilter<P>[];
  /** The first thing a client is told. */
  welcome: Welcome;
  onConnected?: (connection: Connection<P>) => void | Promise<void>;
  onDisconnected?: (connection: Connection<P>, reason: DisconnectReason) => unknown;
}

const expiringNotice: Notice = { code: "TOKEN_EXPIRING", message: "This session ends soon.", retry: true };

const sessionKey = Symbol("session");

/** One connection and what is needed until its end, found by its socket. */
interface Session<P extends Principal> {
  readonly connection: HubConnection<P>;
  readonly caller: Caller;
  /** Undefined until `onConnected` has ended. */
  isWelcome: boolean | undefined;
}

/** The life of each connection, from its admission to its end. */
export function createSessions<P extends Principal>(options: SessionOptions<P>) {
  const { registry, presence, log } = options;
  const expiries = new ExpiryWatch<HubConnection<P>>({
    all: () => registry.all(),
    warningMs: options.expiryWarningMs,
    now: options.now,
    warn: (connection) => connection.socket.emit("notice", expiringNotice),
    expire: (connection) => void options.close(connection, "EXPIRED"),
  });

  /** `expiresAt` in ms since 1970; null for no end. Replaces what was watched before. */
  function watch(connection: HubConnection<P>, expiresAt: number | null): void {
    connection.expiresAt = expiresAt;
    connection.isWarned = false;
    expiries.watch(connection);
  }

  /** Resolves to whether the connection may go on. */
  async function welcome(connection: HubConnection<P>): Promise<boolean> {
    try {
      await runConnected(options.filters, connection, async () => options.onConnected?.(connection));
      return true;
    } catch (error) {
      log.error({ err: error, connectionId: connection.id }, "hub onConnected failed");
      await options.close(connection, "UNAVAILABLE");
      return false;
    }
  }

  async function sayDisconnected(connection: HubConnection<P>, reason: DisconnectReason): Promise<void> {
    try {
      await runDisconnected(options.filters, connection, reason, async () => {
        await options.onDisconnected?.(connection, reason);
      });
    } catch (error) {
      log.error({ err: error, connectionId: connection.id }, "hub onDisconnected failed");
    }
  }

  // The listeners of a socket are the same for all: three functions for each would cost more than all that they need to know.
  const sessionOf = (socket: Socket): Session<P> => socket.data[sessionKey];
  // Whoever is shown as present has answered within half a minute.
  const isPresent = (socket: Socket, principal: P) => options.isShown(principal) && answersPings(socket);

  function onAnyEvent(this: Socket, name: unknown, ...args: unknown[]): void {
    sessionOf(this).caller.receive(name, args);
  }

  function onError(this: Socket, error: unknown): void {
    // A client can send an event of this name too: what it sends is never of this class.
    if (!(error instanceof ProtocolError)) return;
    const { connection } = sessionOf(this);
    const about = { connectionId: connection.id, userId: connection.principal.id, reason: error.message };
    log.warn(about, "hub protocol error");
    connection.closedWith = "PROTOCOL_ERROR";
    this.emit("notice", closeNotice("PROTOCOL_ERROR"));
  }

  function onDisconnect(this: Socket, reason: string): void {
    const { connection, caller, isWelcome } = sessionOf(this);
    const endedBy = disconnectReason(reason, connection.closedWith);
    connection.end(endedBy);
    caller.close();
    options.forget(connection.id);
    registry.remove(connection);
    if (isPresent(this, connection.principal)) presence.leave(connection.principal);
    options.leave(connection);
    if (isWelcome) void sayDisconnected(connection, endedBy);
  }

  async function greet(session: Session<P>): Promise<void> {
    const { connection, caller } = session;
    const isWelcome = await welcome(connection);
    session.isWelcome = isWelcome;
    if (!isWelcome) return;
    if (connection.endedBy === undefined) caller.open();
    else await sayDisconnected(connection, connection.endedBy);
  }

  function begin(socket: Socket, admitted: Admitted<P>): void {
    const { principal, handshake, items = {}, expiresAt = null } = admitted;
    const connection = new HubConnection<P>({
      socket,
      link: options.linkOf(socket),
      principal,
      handshake,
      items,
      connectedAt: options.now(),
      expiresAt,
    });
    const caller = options.callerFor(connection);
    const session: Session<P> = { connection, caller, isWelcome: undefined };
    socket.data[sessionKey] = session;
    void socket.join(rooms.user(principal.id));
    registry.add(connection);
    if (isPresent(socket, principal)) presence.join(principal);
    socket.onAny(onAnyEvent);
    socket.on("error", onError);
    socket.emit(control.welcome, options.welcome);
    // Before the greeting, which may close it.
    socket.on("disconnect", onDisconnect);
    void greet(session);
    watch(connection, expiresAt);
  }

  return { begin, watch, close: () => expiries.close() };
}
