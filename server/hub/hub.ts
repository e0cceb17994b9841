import type { AnyContract, CloseCode } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import type { Permits } from "./authorize";
import { createDemands } from "./authorize";
import { SharedPresence } from "./backplane/shared-presence";
import type { Implementation, Policies } from "./call";
import { countFailures, logCalls } from "./call-log";
import { createAsk, createAskEverywhere } from "./client-results";
import type { HubClients } from "./clients";
import { createClients } from "./clients";
import { createCloser, createCloserEverywhere } from "./closer";
import { restartNotice } from "./closing";
import type { Connection, DisconnectReason } from "./connection";
import { createDeliver, rooms } from "./delivery";
import { createDispatcher } from "./dispatcher";
import type { DurableStream } from "./durable-stream";
import { openEntrance } from "./entrance";
import type { HubFilter } from "./filters";
import type { HubGroups } from "./groups";
import { createGroups } from "./groups";
import type { Authenticate } from "./handshake";
import { createGate } from "./handshake";
import { createIdle } from "./idle";
import type { HubLimits } from "./limits";
import { defaultLimits } from "./limits";
import type { HubLog } from "./log";
import type { Presence } from "./presence";
import type { Principal } from "./principal";
import { permits, sameRights } from "./principal";
import { Registry } from "./registry";
import type { ResourceGroups } from "./resource-groups";
import type { HubServer } from "./server";
import { createSessions } from "./sessions";
import { SlowReaders } from "./slow-readers";
import type { HubStats } from "./stats";
import { countUp, createCounters } from "./stats";

export interface HubOptions<C extends AnyContract, P extends Principal> {
  authenticate: Authenticate<P>;
  /** Makes the hub object, anew for each call: what is kept on it is gone with the call. */
  implementation: () => Implementation<C, P>;
  /** Who has which permission, where there is more to it: by default whoever holds it, and everybody has `own`. */
  permits?: Permits<P>;
  /** Who is shown among the users that are present; by default everybody. */
  isShown?: (principal: P) => boolean;
  /** By method: may this caller do this with the resource that the input names? Asked after the permission. */
  policies?: Policies<C, P>;
  /** Inside those of the server, the first outermost. */
  filters?: readonly HubFilter<P>[];
  /** Tells callers what went wrong on this side. Never in production: throws there. */
  detailedErrors?: boolean;
  /** Groups that stand for a resource. The contract then has the event `groupMembers`. */
  resourceGroups?: ResourceGroups<P>;
  /** Attached to this hub and disposed with it. The contract then has the events `streamEvent` and `heads`. */
  streams?: readonly DurableStream<P>[];
  limits?: Partial<HubLimits>;
  /** By default the server's. */
  log?: HubLog;
  /** Runs before the first call of the connection. If it throws, the connection is closed and `onDisconnected` is not called. */
  onConnected?: (connection: Connection<P>) => void | Promise<void>;
  onDisconnected?: (connection: Connection<P>, reason: DisconnectReason) => unknown;
  now?: () => number;
}

export interface Hub<C extends AnyContract, P extends Principal> {
  /** Of all nodes. */
  readonly clients: HubClients<C>;
  /** The same of this node alone, for what each node tells its own. */
  readonly here: HubClients<C>;
  readonly groups: HubGroups;
  readonly presence: Pick<Presence<P>, "users" | "onChange">;
  /** Of this node. */
  connections(): Connection<P>[];
  /** Names of the durable streams that a connection is in. */
  streamsOf(connectionId: string): string[];
  /** These say why in a `notice`, disconnect, and resolve when the transport is gone; on whichever node it is. */
  closeConnection(connectionId: string, code: CloseCode): Promise<boolean>;
  closeUser(userId: string, code: CloseCode): Promise<number>;
  /** The same, on this node alone: a function does not travel. */
  closeWhere(matches: (connection: Connection<P>) => boolean, code: CloseCode): Promise<number>;
  /**
   * Lets a connection live until `expiresAt` (ms since 1970). Somebody else's id is refused by throwing; other rights than before
   * close the connection with REAUTHORIZE, so that it starts anew under them.
   */
  extend(connectionId: string, expiresAt: number, principal?: P): "extended" | "reauthorizing" | "gone";
  stats(): HubStats;
  /** For a shutdown: tells RESTARTING, lets nobody in, answers calls in flight (for `timeoutMs` at most), then closes all. */
  drain(options?: { timeoutMs?: number }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the hub of `contract` on a server. Throws when the contract cannot work: a method without implementation, a missing event. */
export function createHub<C extends AnyContract, P extends Principal>(
  server: HubServer,
  contract: C,
  options: HubOptions<C, P>,
): Hub<C, P> {
  assertEvents(contract, [
    "notice",
    ...(options.streams?.length ? ["streamEvent", "heads"] : []),
    ...(options.resourceGroups === undefined ? [] : ["groupMembers"]),
  ]);
  if (options.detailedErrors && process.env.NODE_ENV === "production")
    throw new Error(`${contract.path}: detailedErrors would tell strangers what only the log may know.`);
  const log = options.log ?? server.log;
  const now = options.now ?? Date.now;
  const limits: HubLimits = { ...defaultLimits, ...options.limits };
  const streams = options.streams ?? [];
  const counters = createCounters();
  const namespace = server.io.of(contract.path);
  const registry = new Registry<P>((userId) => namespace.adapter.rooms.get(rooms.user(userId)) ?? []);
  const { backplane } = server;
  const presence = new SharedPresence<P>(limits.presenceIntervalMs, backplane, contract.path);
  const closer = createCloser(registry, limits.closeGraceMs);
  const closerEverywhere = createCloserEverywhere(closer, backplane, contract.path, limits.closeGraceMs);
  const groups = createGroups(namespace, registry, limits.groupsPerConnection, backplane);
  const idle = createIdle(() => counters.callsInFlight === 0);
  let drained: Promise<void> | undefined;

  const slowReaders = new SlowReaders(namespace, limits, now, (connectionId) => {
    counters.slowConsumersCut += 1;
    log.warn({ connectionId }, "hub connection reads too slowly");
    void closer.closeConnection(connectionId, "SLOW_CONSUMER");
  });
  const deliver = createDeliver(namespace, contract, "everywhere");
  const deliverHere = createDeliver(namespace, contract, "here");
  const isHere = (connectionId: string) => registry.get(connectionId) !== undefined;
  const ask = createAskEverywhere(createAsk(contract, registry), isHere, backplane, contract.path);
  const { clients, forCaller } = createClients(contract, deliver, ask);
  const here = createClients(contract, deliverHere, ask).clients;
  const filters: HubFilter<P>[] = [
    logCalls(log),
    countFailures(counters),
    ...(server.filters as readonly HubFilter<P>[]),
    ...(options.filters ?? []),
  ];

  const demands = createDemands<P>(options.permits ?? permits);
  const callerFor = createDispatcher<C, P>({
    contract,
    demands,
    implementation: options.implementation,
    policies: options.policies ?? {},
    filters,
    detailedErrors: options.detailedErrors ?? false,
    limits,
    log,
    counters,
    now,
    isDraining: () => drained !== undefined,
    onIdle: idle.check,
    callFor: (running, input, afterReply) => {
      const { connection, method, traceId, upload } = running;
      return {
        input,
        // Only a method whose contract has an upload can name it in its types.
        upload: (upload ?? noItems) as AsyncIterable<never>,
        method,
        traceId,
        afterReply,
        principal: connection.principal,
        userId: connection.principal.id,
        connectionId: connection.id,
        connection,
        get items() {
          return connection.items;
        },
        handshake: connection.handshake,
        get signal() {
          return running.signal;
        },
        clients: forCaller(connection.id),
        groups,
        abort: (code) => void closer.close(connection, code),
      };
    },
  });

  const sessions = createSessions<P>({
    registry,
    presence,
    isShown: options.isShown ?? (() => true),
    log,
    now,
    expiryWarningMs: limits.expiryWarningMs,
    callerFor,
    linkOf: server.linkOf,
    close: closer.close,
    leave: (connection) => gate.leave(connection.socket, connection),
    filters,
    welcome: { maxMessageBytes: server.maxMessageBytes },
    forget(connectionId) {
      slowReaders.forget(connectionId);
      for (const stream of streams) stream.forget(connectionId);
      options.resourceGroups?.forget(connectionId);
    },
    onConnected: options.onConnected,
    onDisconnected: options.onDisconnected,
  });

  const gate = createGate<P>({
    async authenticate(handshake) {
      const admission = await options.authenticate(handshake);
      demands.hub(admission.principal, contract);
      return admission;
    },
    remoteAddressOf: (socket) => server.remoteAddressOf(socket.request),
    limits,
    log,
    now,
    isDraining: () => drained !== undefined,
    onRefused: (refusal) => countUp(counters.refused, refusal.code),
  });
  openEntrance({
    namespace,
    gate,
    log,
    isDraining: () => drained !== undefined,
    begin(socket, admitted) {
      slowReaders.watch(socket, server.linkOf(socket));
      sessions.begin(socket, admitted);
    },
  });

  for (const stream of streams) {
    stream.attach({
      deliver: deliverHere,
      join: (connectionId, room) => void namespace.sockets.get(connectionId)?.join(room),
      leave: (connectionId, room) => void namespace.sockets.get(connectionId)?.leave(room),
    });
  }

  options.resourceGroups?.attach({ deliver: deliverHere, groups, backplane, hub: contract.path });

  async function sayGoodbye(timeoutMs: number): Promise<void> {
    const notice = restartNotice(registry.size);
    deliverHere({ rooms: "all", except: [] }, "notice", notice);
    await idle.reached(timeoutMs);
    await closer.closeWhere(() => true, "RESTARTING", notice);
  }
  function drain({ timeoutMs = 5_000 } = {}): Promise<void> {
    drained ??= sayGoodbye(timeoutMs);
    return drained;
  }

  const stats = (): HubStats => ({
    ...counters,
    ...server.counters,
    errors: { ...counters.errors },
    refused: { ...counters.refused },
    connections: registry.size,
    slowConnections: slowReaders.size,
    queueBytes: server.queueBytes(),
  });
  server.telemetry?.watchHub(contract.path, stats);

  return {
    clients,
    here,
    groups,
    presence,
    connections: () => [...registry.all()],
    streamsOf: (connectionId) => streams.filter((stream) => stream.has(connectionId)).map(({ name }) => name),
    closeConnection: closerEverywhere.closeConnection,
    closeUser: closerEverywhere.closeUser,
    closeWhere: closer.closeWhere,

    extend(connectionId, expiresAt, principal) {
      const connection = registry.get(connectionId);
      if (connection === undefined || connection.closed) return "gone";
      if (principal !== undefined) {
        if (principal.id !== connection.principal.id) throw new HubError("FORBIDDEN", "That token is somebody else's.");
        if (!sameRights(principal, connection.principal)) {
          void closer.close(connection, "REAUTHORIZE");
          return "reauthorizing";
        }
        connection.principal = principal;
      }
      sessions.watch(connection, expiresAt);
      return "extended";
    },

    stats,
    drain,

    async [Symbol.asyncDispose]() {
      await drain();
      for (const stream of streams) stream.close();
      options.resourceGroups?.close();
      sessions.close();
      slowReaders.close();
      presence.close();
    },
  };
}

/** For methods without an upload. */
const noItems: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
};

function assertEvents(contract: AnyContract, names: readonly string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(contract.client, name))
      throw new Error(`The contract of ${contract.path} needs an event "${name}".`);
  }
}
