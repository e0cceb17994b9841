import type {
  AnyContract,
  CloseCode,
  ItemOf,
  MethodName,
  OutputOf,
  ParsedInputOf,
  ParsedUploadOf,
} from "@/lib/hub-protocol";
import type { CallClients } from "./clients";
import type { Connection, Handshake } from "./connection";
import type { HubGroups } from "./groups";
import type { Principal } from "./principal";

/** What a method gets: its validated input and everything about who asks. Made anew for each call. */
export interface Call<C extends AnyContract, P extends Principal, Input = unknown, Upload = never> {
  readonly input: Input;
  /** What the caller sends along, validated item by item; to be read once. Ends by throwing when the caller breaks it off or sends what the contract does not know. */
  readonly upload: AsyncIterable<Upload>;
  readonly method: string;
  readonly principal: P;
  readonly userId: string;
  readonly connectionId: string;
  readonly connection: Connection<P>;
  readonly items: Map<string, unknown>;
  readonly handshake: Handshake;
  /** Aborts when the caller is gone, or has cancelled this call. */
  readonly signal: AbortSignal;
  /** Stands in the reply if the call fails, and in the log. The caller's own, when it sent a W3C trace context. */
  readonly traceId: string;
  readonly clients: CallClients<C>;
  readonly groups: HubGroups;
  /** Closes the caller's connection with this code. */
  abort(code: CloseCode): void;
  /** Runs right after the reply was written, before anything else can be; not at all if the call fails. */
  afterReply(action: () => void): void;
}

type Awaitable<T> = T | Promise<T>;

/**
 * One function per method of the contract: what it returns is the reply, what it yields are a stream's items, a `HubError` it throws is
 * the refusal.
 */
export type Implementation<C extends AnyContract, P extends Principal> = {
  readonly [M in MethodName<C>]: (
    call: Call<C, P, ParsedInputOf<C["server"][M]>, ParsedUploadOf<C["server"][M]>>,
  ) => C["server"][M] extends { readonly kind: "stream" }
    ? Awaitable<AsyncIterable<ItemOf<C["server"][M]>>>
    : Awaitable<OutputOf<C["server"][M]>>;
};

/** Decides by the resource that the validated input names. False is `FORBIDDEN`; it may throw any other `HubError`. */
export type Policies<C extends AnyContract, P extends Principal> = {
  readonly [M in MethodName<C>]?: (
    call: Call<C, P, ParsedInputOf<C["server"][M]>, ParsedUploadOf<C["server"][M]>>,
  ) => Awaitable<boolean>;
};
