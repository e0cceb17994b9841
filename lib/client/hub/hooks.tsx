"use client";

import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type {
  CallOptions,
  ConnectionState,
  HubClient,
  PlainCallName,
  ResultHandlerOf,
  StreamHandlersOf,
  SubscriptionOptions,
} from "@/lib/hub-client";
import { initialState } from "@/lib/hub-client";
import type {
  AnyContract,
  Cursor,
  EventName,
  HubError,
  InputOf,
  OutputOf,
  PayloadOf,
  ResultName,
  StreamName,
} from "@/lib/hub-protocol";

type InvokeOptions<C extends AnyContract, M extends PlainCallName<C>, Context> = Omit<
  UseMutationOptions<OutputOf<C["server"][M]>, HubError, InputOf<C["server"][M]>, Context>,
  "mutationFn"
> &
  Pick<CallOptions, "timeoutMs" | "whenAway">;

/** The hooks of one hub, typed by its contract: `createHubHooks<typeof opsHub>()`. */
export function createHubHooks<C extends AnyContract>() {
  const ClientContext = createContext<HubClient<C> | null>(null);

  /** Holds one client, connected while this is mounted. `create` is called once and makes no connection itself. */
  function HubProvider({ create, children }: { create: () => HubClient<C>; children: ReactNode }) {
    const [client] = useState(create);
    useEffect(() => {
      // A moment later: StrictMode mounts twice, and the first of both must not reach the server.
      const timer = setTimeout(() => client.connect(), 0);
      return () => {
        clearTimeout(timer);
        client.close();
      };
    }, [client]);
    return <ClientContext value={client}>{children}</ClientContext>;
  }

  function useHubClient(): HubClient<C> {
    const client = useContext(ClientContext);
    if (client === null) throw new Error("There is no HubProvider above this component.");
    return client;
  }

  /** The connection's state; on the server that of a client which has not connected yet. */
  function useConnection(): ConnectionState {
    const client = useHubClient();
    return useSyncExternalStore(
      client.subscribeState,
      () => client.state,
      () => initialState,
    );
  }

  /** Calls the handler of the latest render for each event. */
  function useHubEvent<E extends EventName<C>>(name: E, handler: (payload: PayloadOf<C["client"][E]>) => void): void {
    const client = useHubClient();
    const onEvent = useEffectEvent(handler);
    useEffect(() => client.on(name, (payload) => onEvent(payload)), [client, name]);
  }

  /** A call as a mutation. Being away is the hub client's affair (`whenAway`), so that the query client never pauses it. */
  function useInvoke<M extends PlainCallName<C>, Context = unknown>(
    name: M,
    { timeoutMs, whenAway, ...options }: InvokeOptions<C, M, Context> = {},
  ): UseMutationResult<OutputOf<C["server"][M]>, HubError, InputOf<C["server"][M]>, Context> {
    const client = useHubClient();
    return useMutation({
      networkMode: "always",
      ...options,
      mutationFn: (input: InputOf<C["server"][M]>) => client.invoke(name, input, { timeoutMs, whenAway }),
    });
  }

  /**
   * A durable stream while this is mounted; null pauses it. `cursor` counts at the first mount: afterwards it goes on from what was
   * received, also when React mounts the effect again.
   */
  function useStream<N extends StreamName<C>>(name: N, handlers: StreamHandlersOf<C, N> | null): void {
    const client = useHubClient();
    const place = useRef<Cursor | undefined>(undefined);
    const latest = useEffectEvent(() => handlers);
    const isOn = handlers !== null;
    useEffect(() => {
      if (!isOn) return;
      place.current ??= latest()?.cursor;
      return client.stream(name, {
        cursor: place.current,
        onEvents(events, about) {
          place.current = about.cursor;
          latest()?.onEvents(events, about);
        },
        onSnapshot(start) {
          place.current = { epoch: start.epoch, offset: start.head };
          latest()?.onSnapshot(start);
        },
        onCaughtUp: (about) => latest()?.onCaughtUp?.(about),
        onError: (error) => latest()?.onError?.(error),
      });
    }, [client, name, isOn]);
  }

  /** A call that is made again on each new connection, while this is mounted; null pauses it. */
  function useSubscription<M extends PlainCallName<C>, U extends PlainCallName<C>>(
    options: SubscriptionOptions<C, M, U> | null,
  ): void {
    const client = useHubClient();
    const latest = useEffectEvent(() => options);
    const key = options === null ? null : JSON.stringify([options.call, options.input]);
    useEffect(() => {
      const wanted = key === null ? null : latest();
      if (wanted === null) return;
      return client.subscription({
        ...wanted,
        onReply: (reply) => latest()?.onReply(reply),
        onError: (error) => latest()?.onError?.(error),
      });
    }, [client, key]);
  }

  /** Answers, with the handler of the latest render, what the server asks of this client. One component at a time may. */
  function useClientResult<R extends ResultName<C>>(name: R, handler: ResultHandlerOf<C, R>): void {
    const client = useHubClient();
    const onAsked = useEffectEvent(handler);
    useEffect(() => client.handle(name, (input, context) => onAsked(input, context)), [client, name]);
  }

  return {
    HubProvider,
    useHubClient,
    useConnection,
    useHubEvent,
    useInvoke,
    useStream,
    useSubscription,
    useClientResult,
  };
}
