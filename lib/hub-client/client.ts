import type {
  AnyContract,
  EventName,
  HubError,
  InputOf,
  MethodName,
  OutputOf,
  PayloadOf,
  SnapshotOf,
  StreamDataOf,
  StreamEvent,
  StreamHead,
  StreamName,
} from "@/lib/hub-protocol";
import type { CallOptions } from "./calls";
import { Calls } from "./calls";
import type { Credentials } from "./connection";
import { Connection } from "./connection";
import type { Environment } from "./environment";
import { defaultEnvironment, reportHandlerError } from "./environment";
import type { CallPort } from "./recurring-call";
import type { RetryPolicy } from "./retry-policy";
import { defaultRetryPolicy } from "./retry-policy";
import type { TransportName } from "./socket";
import type { ConnectionState } from "./state";
import { StreamFeed } from "./stream-feed";
import type { StreamHandlers } from "./stream-user";
import { Subscription } from "./subscription";

export interface HubClientOptions<C extends AnyContract> extends Partial<Environment> {
  /** The server's origin. Absent, the page's own. */
  url?: string;
  /** Asked before each connect. Nothing means: by cookie. A rejection with UNAUTHENTICATED or FORBIDDEN closes, any other is retried. */
  auth?: () => Promise<Credentials>;
  /** On the warning that the session ends: gets new credentials to the server without a new connection. */
  refresh?: (client: HubClient<C>, credentials: Credentials) => Promise<unknown>;
  /** In the order in which they are tried. WebSocket, then polling, by default. */
  transports?: readonly TransportName[];
  /** For clients that are no browser. */
  headers?: Record<string, string>;
  retryPolicy?: RetryPolicy;
  /** A larger call is refused before it is sent. What the server takes: 65,536. */
  maxMessageBytes?: number;
}

export type StreamHandlersOf<C extends AnyContract, N extends StreamName<C>> = StreamHandlers<
  StreamDataOf<NonNullable<C["streams"]>[N]>,
  SnapshotOf<NonNullable<C["streams"]>[N]>
>;

export interface SubscriptionOptions<C extends AnyContract, M extends MethodName<C>, U extends MethodName<C>> {
  call: M;
  input: InputOf<C["server"][M]>;
  /** Called when the last user is gone. */
  undo?: { call: U; input: InputOf<C["server"][U]> };
  /** After each connect, and for each newcomer: the state as it is then. */
  onReply: (reply: OutputOf<C["server"][M]>) => void;
  onError?: (error: HubError) => void;
}

/** A typed client of one hub. Makes no connection before `connect`. */
export interface HubClient<C extends AnyContract> {
  readonly state: ConnectionState;
  subscribeState(listener: (state: ConnectionState) => void): () => void;
  /** Starts to connect, and again after it was closed. */
  connect(): void;
  retryNow(): void;
  close(): void;
  invoke<M extends MethodName<C>>(
    name: M,
    input: InputOf<C["server"][M]>,
    options?: CallOptions,
  ): Promise<OutputOf<C["server"][M]>>;
  /** These return what ends them. */
  on<E extends EventName<C>>(name: E, handler: (payload: PayloadOf<C["client"][E]>) => void): () => void;
  /** Joined again after each reconnect with the last place. Several uses of one stream share one subscription; each keeps its place. */
  stream<N extends StreamName<C>>(name: N, handlers: StreamHandlersOf<C, N>): () => void;
  /** A call that is made again after each reconnect. Several uses with the same call and input share it. */
  subscription<M extends MethodName<C>, U extends MethodName<C>>(options: SubscriptionOptions<C, M, U>): () => void;
}

/**
 * A stand-in for a contract of which a client needs nothing but the types: keeps the schemas out of a bundle.
 * `contractOf<typeof opsHub>("/hubs/ops")`.
 */
export const contractOf = <C extends AnyContract>(path: C["path"]): C =>
  ({ path, server: {}, client: {} }) as unknown as C;

export function createHubClient<C extends AnyContract>(contract: C, options: HubClientOptions<C> = {}): HubClient<C> {
  const environment: Environment = { ...defaultEnvironment, ...definedOf(options) };
  const auth = options.auth ?? (async () => ({}));
  const retryPolicy = options.retryPolicy ?? defaultRetryPolicy;
  const handlers = new Map<string, Set<(payload: unknown) => void>>();
  const feeds = new Map<string, StreamFeed>();
  const subscriptions = new Map<string, Subscription>();

  const connection = new Connection({
    url: `${options.url ?? ""}${contract.path}`,
    auth,
    transports: options.transports ?? ["websocket", "polling"],
    headers: options.headers,
    retryPolicy,
    environment,
    onEvent: receive,
  });
  const calls = new Calls(connection, environment, options.maxMessageBytes ?? 65_536);
  const port: CallPort = {
    call: (method, input) => calls.invoke(method, input, { whenAway: "fail" }),
    isLive: () => connection.state.kind === "live",
    environment,
    retryPolicy,
  };
  connection.subscribe((state) => {
    if (state.kind !== "live") return;
    for (const feed of feeds.values()) feed.join("missed");
    for (const subscription of subscriptions.values()) subscription.issue();
  });

  function receive(name: string, payload: unknown): void {
    if (name === "streamEvent") feeds.get((payload as StreamEvent).stream)?.receive(payload as StreamEvent);
    if (name === "heads") for (const head of payload as StreamHead[]) feeds.get(head.stream)?.receiveHead(head);
    if (name === "notice" && (payload as { code: string }).code === "TOKEN_EXPIRING") void refresh();
    for (const handler of [...(handlers.get(name) ?? [])]) {
      try {
        handler(payload);
      } catch (error) {
        reportHandlerError(error);
      }
    }
  }

  /** Without success the session ends when it ends, with the reason that the server then gives. */
  async function refresh(): Promise<void> {
    try {
      if (options.refresh !== undefined) await options.refresh(client, await auth());
    } catch {
      return;
    }
  }

  /** Whoever asks for nothing any more is told so; if the connection is gone, so is the subscription. */
  function callAndForget(method: string, input: unknown): void {
    if (port.isLive()) port.call(method, input).catch(() => undefined);
  }

  const client: HubClient<C> = {
    get state() {
      return connection.state;
    },
    subscribeState: (listener) => connection.subscribe(listener),
    connect: () => connection.connect(),
    retryNow: () => connection.retryNow(),
    close: () => connection.close(),

    invoke: <M extends MethodName<C>>(name: M, input: InputOf<C["server"][M]>, callOptions?: CallOptions) =>
      calls.invoke(name, input, callOptions) as Promise<OutputOf<C["server"][M]>>,

    on(name, handler) {
      const own = handlers.get(name) ?? new Set();
      handlers.set(name, own);
      const entry = (payload: unknown) => handler(payload as Parameters<typeof handler>[0]);
      own.add(entry);
      return () => own.delete(entry);
    },

    stream(name, streamHandlers) {
      const feed = feeds.get(name) ?? new StreamFeed(port, name);
      feeds.set(name, feed);
      const remove = feed.add(streamHandlers as StreamHandlers);
      return once(() => {
        remove();
        if (feed.isUsed || feeds.get(name) !== feed) return;
        feeds.delete(name);
        callAndForget("unsubscribe", { stream: name });
      });
    },

    subscription({ call, input, undo, onReply, onError }) {
      const key = JSON.stringify([call, input]);
      const shared = subscriptions.get(key) ?? new Subscription(port, call, input);
      subscriptions.set(key, shared);
      const user = { onReply: (reply: unknown) => onReply(reply as Parameters<typeof onReply>[0]), onError };
      shared.add(user);
      return once(() => {
        shared.remove(user);
        if (shared.isUsed || subscriptions.get(key) !== shared) return;
        subscriptions.delete(key);
        if (undo !== undefined) callAndForget(undo.call, undo.input);
      });
    },
  };
  return client;
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}

/** The parts of the environment that were given. */
function definedOf({ now, random, schedule, watchWakeUps }: Partial<Environment>): Partial<Environment> {
  return {
    ...(now && { now }),
    ...(random && { random }),
    ...(schedule && { schedule }),
    ...(watchWakeUps && { watchWakeUps }),
  };
}
