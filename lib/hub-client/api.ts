import type {
  AnyContract,
  CallName,
  EventName,
  HubError,
  InputOf,
  ItemOf,
  ItemsName,
  OutputOf,
  ParsedInputOf,
  PayloadOf,
  ResultName,
  SnapshotOf,
  StreamDataOf,
  StreamName,
  UploadOf,
} from "@/lib/hub-protocol";
import type { Credentials } from "./connection";
import type { Environment } from "./environment";
import type { GroupHandlers } from "./group-feed";
import type { CallOptions } from "./open-call";
import type { ResultContext } from "./results";
import type { RetryPolicy } from "./retry-policy";
import type { ClientEncoding, TransportName } from "./socket";
import type { ConnectionState } from "./state";
import type { StreamHandlers } from "./stream-user";

export interface HubClientOptions<C extends AnyContract> extends Partial<Environment> {
  /** The server's origin. Absent, the page's own. */
  url?: string;
  /** Asked before each connect. Nothing means: by cookie. A rejection with UNAUTHENTICATED or FORBIDDEN closes, any other is retried. */
  auth?: () => Promise<Credentials>;
  /** On the warning that the session ends: gets new credentials to the server without a new connection. */
  refresh?: (client: HubClient<C>, credentials: Credentials) => Promise<unknown>;
  /** In the order in which they are tried. WebSocket, then polling, by default. */
  transports?: readonly TransportName[];
  /** JSON by default; `messagePack` of `./messagepack`. */
  encoding?: ClientEncoding;
  /** For clients that are no browser. */
  headers?: Record<string, string>;
  retryPolicy?: RetryPolicy;
  /** A larger call is refused before it is sent. By default what the server told when it was last there, before that 65,536. */
  maxMessageBytes?: number;
}

type Method<C extends AnyContract, M extends keyof C["server"]> = C["server"][M];
type Sending<C extends AnyContract, M extends keyof C["server"]> = {
  /** Asked for an item only when the server has room for it. Its `return` is called when the call ends before it does. */
  upload: AsyncIterable<UploadOf<Method<C, M>>>;
};

/** The names among these of methods to which nothing is sent along. */
type Plain<C extends AnyContract, Names extends keyof C["server"]> = {
  [N in Names]: [UploadOf<Method<C, N>>] extends [never] ? N : never;
}[Names];

/** Methods with one answer, to which nothing is sent along; the others want an `upload`. */
export type PlainCallName<C extends AnyContract> = Plain<C, CallName<C>>;
export type UploadCallName<C extends AnyContract> = Exclude<CallName<C>, PlainCallName<C>>;
/** The same of methods that answer item by item. */
export type PlainItemsName<C extends AnyContract> = Plain<C, ItemsName<C>>;
export type UploadItemsName<C extends AnyContract> = Exclude<ItemsName<C>, PlainItemsName<C>>;

export type StreamHandlersOf<C extends AnyContract, N extends StreamName<C>> = StreamHandlers<
  StreamDataOf<NonNullable<C["streams"]>[N]>,
  SnapshotOf<NonNullable<C["streams"]>[N]>
>;

export interface SubscriptionOptions<C extends AnyContract, M extends PlainCallName<C>, U extends PlainCallName<C>> {
  call: M;
  input: InputOf<Method<C, M>>;
  /** Called when the last user is gone. */
  undo?: { call: U; input: InputOf<Method<C, U>> };
  /** After each connect, and for each newcomer: the state as it is then. */
  onReply: (reply: OutputOf<Method<C, M>>) => void;
  onError?: (error: HubError) => void;
}

/** Answers what the server asks of this client. A `HubError` it throws reaches the server, anything else as `INTERNAL`. */
export type ResultHandlerOf<C extends AnyContract, R extends ResultName<C>> = (
  input: ParsedInputOf<C["client"][R]>,
  context: ResultContext,
) => OutputOf<C["client"][R]> | Promise<OutputOf<C["client"][R]>>;

/** A typed client of one hub. Makes no connection before `connect`. */
export interface HubClient<C extends AnyContract> {
  readonly state: ConnectionState;
  subscribeState(listener: (state: ConnectionState) => void): () => void;
  /** Starts to connect, and again after it was closed. Aborting `signal` closes it. */
  connect(options?: { signal?: AbortSignal }): void;
  retryNow(): void;
  close(): void;

  /** Rejects with a `HubError`, or with what the upload itself threw. */
  invoke<M extends UploadCallName<C>>(
    name: M,
    input: InputOf<Method<C, M>>,
    options: CallOptions & Sending<C, M>,
  ): Promise<OutputOf<Method<C, M>>>;
  invoke<M extends PlainCallName<C>>(
    name: M,
    input: InputOf<Method<C, M>>,
    options?: CallOptions,
  ): Promise<OutputOf<Method<C, M>>>;

  /**
   * The items that a method answers, for `for await`. The call is made when the first item is asked for; `timeoutMs` counts until it
   * has started. Leaving the loop, or aborting, ends it on the server too. It does not outlive its connection: then it throws
   * DISCONNECTED after the items so far.
   */
  iterate<M extends UploadItemsName<C>>(
    name: M,
    input: InputOf<Method<C, M>>,
    options: CallOptions & Sending<C, M>,
  ): AsyncIterableIterator<ItemOf<Method<C, M>>, undefined>;
  iterate<M extends PlainItemsName<C>>(
    name: M,
    input: InputOf<Method<C, M>>,
    options?: CallOptions,
  ): AsyncIterableIterator<ItemOf<Method<C, M>>, undefined>;

  /** The rest return what ends them. */
  on<E extends EventName<C>>(name: E, handler: (payload: PayloadOf<C["client"][E]>) => void): () => void;
  /** Throws if the name has a handler already. */
  handle<R extends ResultName<C>>(name: R, handler: ResultHandlerOf<C, R>): () => void;
  /** Joined again after each reconnect with the last place. Several uses of one stream share one subscription; each keeps its place. */
  stream<N extends StreamName<C>>(name: N, handlers: StreamHandlersOf<C, N>): () => void;
  /** A call that is made again after each reconnect. Several uses with the same call and input share it. */
  subscription<M extends PlainCallName<C>, U extends PlainCallName<C>>(
    options: SubscriptionOptions<C, M, U>,
  ): () => void;
  /**
   * Is in the group of a resource, such as `order:ID`, and knows who else is; joined again after each reconnect, left by the last of its
   * users here. The hub has the methods `joinGroup` and `leaveGroup` and the event `groupMembers`.
   */
  group(name: string, handlers: GroupHandlers): () => void;
}
