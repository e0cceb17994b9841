import type { Socket } from "socket.io";
import type { CloseCode, Notice, Welcome } from "@/lib/hub-protocol";
import { control } from "@/lib/hub-protocol";
import { closeNotice } from "./closing";
import type { Connection, DisconnectReason } from "./connection";
import { disconnectReason, HubConnection } from "./connection";
import { rooms } from "./delivery";
import type { Caller } from "./dispatcher";
import { watchExpiry } from "./expiry";
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
  log: HubLog;
  now: () => number;
  expiryWarningMs: number;
  callerFor: (connection: HubConnection<P>) => Caller;
  linkOf: (socket: Socket) => Link;
  close: (connection: HubConnection<P>, code: CloseCode) => Promise<void>;
  /** The connection is gone: whoever keeps something by its id forgets it. */
  forget: (connectionId: string) => void;
  filters: readonly HubFilter<P>[];
  /** The first thing a client is told. */
  welcome: Welcome;
  onConnected?: (connection: Connection<P>) => void | Promise<void>;
  onDisconnected?: (connection: Connection<P>, reason: DisconnectReason) => unknown;
}

const expiringNotice: Notice = { code: "TOKEN_EXPIRING", message: "This session ends soon.", retry: true };

/** The life of each connection, from its admission to its end. */
export function createSessions<P extends Principal>(options: SessionOptions<P>) {
  const { registry, presence, log } = options;
  const expiries = new Map<string, () => void>();

  /** `expiresAt` in ms since 1970; null for no end. Replaces what was watched before. */
  function watch(connection: HubConnection<P>, expiresAt: number | null): void {
    expiries.get(connection.id)?.();
    expiries.delete(connection.id);
    connection.expiresAt = expiresAt;
    if (expiresAt === null) return;
    const warn = () => connection.socket.emit("notice", expiringNotice);
    const expire = () => void options.close(connection, "EXPIRED");
    expiries.set(connection.id, watchExpiry(expiresAt, options.expiryWarningMs, options.now, warn, expire));
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
    void socket.join(rooms.user(principal.id));
    registry.add(connection);
    presence.join(principal);
    socket.onAny((name: unknown, ...args: unknown[]) => caller.receive(name, args));
    socket.on("error", (error: unknown) => {
      // A client can send an event of this name too: what it sends is never of this class.
      if (!(error instanceof ProtocolError)) return;
      log.warn({ connectionId: connection.id, userId: principal.id, reason: error.message }, "hub protocol error");
      connection.closedWith = "PROTOCOL_ERROR";
      socket.emit("notice", closeNotice("PROTOCOL_ERROR"));
    });

    socket.emit(control.welcome, options.welcome);
    const welcomed = welcome(connection);
    socket.on("disconnect", (reason: string) => {
      connection.end();
      caller.close();
      expiries.get(connection.id)?.();
      expiries.delete(connection.id);
      options.forget(connection.id);
      registry.remove(connection);
      presence.leave(connection.principal);
      admitted.release();
      void welcomed.then((wasWelcome) => {
        if (wasWelcome) void sayDisconnected(connection, disconnectReason(reason, connection.closedWith));
      });
    });
    watch(connection, expiresAt);
    void welcomed.then((isWelcome) => {
      if (isWelcome && !connection.closed) caller.open();
    });
  }

  return { begin, watch };
}
