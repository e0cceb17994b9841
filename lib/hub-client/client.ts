import type { AnyContract, Reply, StreamEvent, StreamHead } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";
import type { HubClient, HubClientOptions } from "./api";
import { Calls } from "./calls";
import { Connection } from "./connection";
import type { Environment } from "./environment";
import { defaultEnvironment, runHandler } from "./environment";
import type { GroupChange } from "./group-feed";
import { GroupFeed } from "./group-feed";
import { ItemReader } from "./item-reader";
import type { CallOptions } from "./open-call";
import type { CallPort } from "./recurring-call";
import { pause } from "./recurring-call";
import type { ResultHandler } from "./results";
import { ResultHandlers } from "./results";
import { defaultRetryPolicy } from "./retry-policy";
import { StreamFeed } from "./stream-feed";
import type { StreamHandlers } from "./stream-user";
import { Subscription } from "./subscription";

type Options = CallOptions & { upload?: AsyncIterable<unknown> };

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
  const groups = new Map<string, GroupFeed>();

  const connection = new Connection({
    url: `${options.url ?? ""}${contract.path}`,
    auth,
    transports: options.transports ?? ["websocket", "polling"],
    headers: options.headers,
    encoding: options.encoding,
    retryPolicy,
    environment,
    onEvent: receive,
  });
  const calls = new Calls(connection, environment, options.maxMessageBytes);
  const results = new ResultHandlers((value) => calls.refuse(value));
  const port: CallPort = {
    call: (method, input) => calls.invoke(method, input, { whenAway: "fail" }),
    isLive: () => connection.state.kind === "live",
    environment,
    retryPolicy,
  };
  connection.subscribe((state) => {
    if (state.kind !== "live") return results.abort();
    for (const feed of feeds.values()) feed.join("missed");
    for (const subscription of subscriptions.values()) subscription.issue();
    for (const group of groups.values()) group.issue();
  });

  function receive(name: string, payload: unknown, reply?: (reply: Reply<unknown>) => void): void {
    if (reply !== undefined) void results.answer(name, payload, reply);
    if (name.startsWith("$")) calls.receive(name, payload);
    if (name === "streamEvent") feeds.get((payload as StreamEvent).stream)?.receive(payload as StreamEvent);
    if (name === "heads") for (const head of payload as StreamHead[]) feeds.get(head.stream)?.receiveHead(head);
    if (name === "groupMembers") groups.get((payload as GroupChange).group)?.receive(payload as GroupChange);
    if (name === "notice" && (payload as { code: string }).code === "TOKEN_EXPIRING") void refresh();
    for (const handler of [...(handlers.get(name) ?? [])]) runHandler(() => handler(payload));
  }

  /** Tries until it works, while this connection lives. Without success it ends when it ends, with the reason that the server then gives. */
  async function refresh(): Promise<void> {
    const { state } = connection;
    for (let failures = 1; options.refresh !== undefined && connection.state === state; failures += 1) {
      try {
        await options.refresh(client, await auth());
        return;
      } catch (error) {
        if (isHubError(error) && (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN")) return;
      }
      await pause(port, failures);
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
    connect: ({ signal } = {}) => connection.connect(signal),
    retryNow: () => connection.retryNow(),
    close: () => connection.close(),

    invoke: (name: string, input: unknown, callOptions?: Options) =>
      calls.invoke(name, input, callOptions) as Promise<never>,

    iterate: (method: string, input: unknown, callOptions: Options = {}) =>
      new ItemReader({
        open: (listener) => calls.open({ ...callOptions, method, input, ...listener, onReply: () => undefined }),
        signal: callOptions.signal,
      }),

    handle: (name, handler) => once(results.add(name, handler as ResultHandler)),

    on(name, handler) {
      const own = handlers.get(name) ?? new Set();
      handlers.set(name, own);
      const entry = (payload: unknown) => handler(payload as Parameters<typeof handler>[0]);
      own.add(entry);
      return () => own.delete(entry);
    },

    stream: (name, streamHandlers) =>
      share(feeds, name, {
        open: () => new StreamFeed(port, name),
        add: (feed) => feed.add(streamHandlers as StreamHandlers),
        leave: () => callAndForget("unsubscribe", { stream: name }),
      }),

    subscription: ({ call, input, undo, onReply, onError }) =>
      share(subscriptions, JSON.stringify([call, input]), {
        open: () => new Subscription(port, call, input),
        add: (shared) => shared.add({ onReply: (reply) => onReply(reply as Parameters<typeof onReply>[0]), onError }),
        leave: () => undo && callAndForget(undo.call, undo.input),
      }),

    group: (name, groupHandlers) =>
      share(groups, name, {
        open: () => new GroupFeed(port, name),
        add: (feed) => feed.add(groupHandlers),
        leave: () => callAndForget("leaveGroup", { group: name }),
      }),
  };
  return client;
}

/** One use of what several share by a key. Returns what ends this use, and with the last one all of it. */
function share<Shared extends { readonly isUsed: boolean }>(
  all: Map<string, Shared>,
  key: string,
  { open, add, leave }: { open: () => Shared; add: (shared: Shared) => () => void; leave: () => void },
): () => void {
  const shared = all.get(key) ?? open();
  all.set(key, shared);
  const remove = add(shared);
  return once(() => {
    remove();
    if (shared.isUsed || all.get(key) !== shared) return;
    all.delete(key);
    leave();
  });
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
