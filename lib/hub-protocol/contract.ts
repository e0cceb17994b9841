import type { z } from "zod";

/** Who may call: a permission's name, or `own` for whoever is signed in (the operation touches only what is theirs). */
export type OperationPermission = string;

/** One thing that can be asked of the server: over the hub, over REST, by a worker. */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: "operation";
  readonly input: Input;
  readonly output: Output;
  /** A function when the permission depends on what is asked for (a stream's, a resource's). It gets the validated input. */
  readonly permission: OperationPermission | ((input: z.output<Input>) => OperationPermission);
}

/** latest: only the newest counts, older ones may be dropped; durable: has an offset, never dropped; state: small, ordered, sent once. */
export type Delivery = "latest" | "durable" | "state";

/** One thing that the server tells clients. */
export interface HubEvent<Payload extends z.ZodType = z.ZodType> {
  readonly kind: "event";
  readonly payload: Payload;
  readonly delivery: Delivery;
}

/** What one durable stream carries: `data` of each event (absolute state), `snapshot` where it starts anew. */
export interface StreamContract<Data extends z.ZodType = z.ZodType, Snapshot extends z.ZodType = z.ZodType> {
  readonly data: Data;
  readonly snapshot: Snapshot;
}

export interface HubContract<
  Server extends Record<string, Operation> = Record<string, Operation>,
  Client extends Record<string, HubEvent> = Record<string, HubEvent>,
  Streams extends Record<string, StreamContract> = Record<string, StreamContract>,
> {
  /** The Socket.IO namespace, such as `/hubs/ops`. */
  readonly path: string;
  readonly server: Server;
  readonly client: Client;
  /** The durable streams by name; a client reads its event and snapshot types here. */
  readonly streams?: Streams;
}

export type AnyContract = HubContract;
export type MethodName<C extends AnyContract> = keyof C["server"] & string;
export type EventName<C extends AnyContract> = keyof C["client"] & string;
export type StreamName<C extends AnyContract> = keyof NonNullable<C["streams"]> & string;

export function operation<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<Operation<Input, Output>, "kind">,
): Operation<Input, Output> {
  if (!definition.permission) throw new Error("An operation needs a permission.");
  return { kind: "operation", ...definition };
}

export const event = <Payload extends z.ZodType>(
  payload: Payload,
  options: { delivery: Delivery },
): HubEvent<Payload> => ({
  kind: "event",
  payload,
  delivery: options.delivery,
});

/** Checks what can be checked before anybody connects: a contract that cannot work throws here, when the server starts. */
export function defineContract<
  Server extends Record<string, Operation>,
  Client extends Record<string, HubEvent>,
  Streams extends Record<string, StreamContract> = Record<string, StreamContract>,
>(contract: HubContract<Server, Client, Streams>): HubContract<Server, Client, Streams> {
  if (!/^\/[\w/-]+$/.test(contract.path))
    throw new Error(`A hub's path looks like /hubs/name, not "${contract.path}".`);
  for (const name of [...Object.keys(contract.server), ...Object.keys(contract.client)]) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || reserved.has(name))
      throw new Error(`"${name}" cannot be a name in a hub contract.`);
  }
  for (const name of Object.keys(contract.server)) {
    if (name in contract.client) throw new Error(`"${name}" names both a method and an event of ${contract.path}.`);
  }
  return contract;
}

const reserved = new Set(["connect", "disconnect", "disconnecting", "error", "constructor"]);

export type InputOf<O> = O extends Operation<infer I, z.ZodType> ? z.input<I> : never;
export type ParsedInputOf<O> = O extends Operation<infer I, z.ZodType> ? z.output<I> : never;
export type OutputOf<O> = O extends Operation<z.ZodType, infer R> ? z.output<R> : never;
export type StreamDataOf<S> = S extends StreamContract<infer D, z.ZodType> ? z.output<D> : unknown;
export type SnapshotOf<S> = S extends StreamContract<z.ZodType, infer T> ? z.output<T> : unknown;
export type PayloadOf<E> = E extends HubEvent<infer P> ? z.output<P> : never;
