import type { AnyContract, CloseCode, MethodName, OutputOf, ParsedInputOf } from "@/lib/hub-protocol";
import type { CallClients } from "./clients";
import type { Connection, Handshake } from "./connection";
import type { HubGroups } from "./groups";
import type { Principal } from "./principal";

/** What a method gets: its validated input and everything about who asks. Made anew for each call. */
export interface Call<C extends AnyContract, P extends Principal, Input = unknown> {
  readonly input: Input;
  readonly method: string;
  readonly principal: P;
  readonly userId: string;
  readonly connectionId: string;
  readonly connection: Connection<P>;
  readonly items: Map<string, unknown>;
  readonly handshake: Handshake;
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
  /** Stands in the reply if the call fails, and in the log. */
  readonly traceId: string;
  readonly clients: CallClients<C>;
  readonly groups: HubGroups;
  /** Closes the caller's connection with this code. */
  abort(code: CloseCode): void;
  /** Runs right after the reply was written, before anything else can be; not at all if the call fails. */
  afterReply(action: () => void): void;
}

/** One function per method of the contract: what it returns is the reply, a `HubError` it throws is the refusal. */
export type Implementation<C extends AnyContract, P extends Principal> = {
  readonly [M in MethodName<C>]: (
    call: Call<C, P, ParsedInputOf<C["server"][M]>>,
  ) => OutputOf<C["server"][M]> | Promise<OutputOf<C["server"][M]>>;
};
