import type { z } from "zod";

/** Who may call: a permission's name, or `own` for whoever is signed in (the operation touches only what is theirs). */
export type OperationPermission = string;

interface Guarded<Input extends z.ZodType> {
  readonly input: Input;
  /** A function when the permission depends on what is asked for (a stream's, a resource's). It gets the validated input. */
  readonly permission: OperationPermission | ((input: z.output<Input>) => OperationPermission);
  /** Demanded beside the permission: one of these roles. */
  readonly roles?: readonly string[];
}

/** One thing that can be asked of the server: over the hub, over REST, by a worker. */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Upload extends z.ZodType | undefined = z.ZodType | undefined,
> extends Guarded<Input> {
  readonly kind: "operation";
  readonly output: Output;
  /** The caller sends a stream of these along (hub only). */
  readonly upload?: Upload;
}

/** One thing that the server answers item by item (hub only). */
export interface StreamOperation<
  Input extends z.ZodType = z.ZodType,
  Item extends z.ZodType = z.ZodType,
  Upload extends z.ZodType | undefined = z.ZodType | undefined,
> extends Guarded<Input> {
  readonly kind: "stream";
  readonly item: Item;
  /** The caller sends a stream of these along. */
  readonly upload?: Upload;
}

/** What can be called on the server. */
export type ServerMethod = Operation | StreamOperation;

/** latest: only the newest counts, older ones may be dropped; durable: has an offset, never dropped; state: small, ordered, sent once. */
export type Delivery = "latest" | "durable" | "state";

/** One thing that the server tells clients. */
export interface HubEvent<Payload extends z.ZodType = z.ZodType> {
  readonly kind: "event";
  readonly payload: Payload;
  readonly delivery: Delivery;
}

/** One thing that the server can ask of a single client. */
export interface ClientResult<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: "result";
  readonly input: Input;
  readonly output: Output;
}

/** What can be sent to, or asked of, a client. */
export type ClientMethod = HubEvent | ClientResult;

/** What one durable stream carries: `data` of each event (absolute state), `snapshot` where it starts anew. */
export interface StreamContract<Data extends z.ZodType = z.ZodType, Snapshot extends z.ZodType = z.ZodType> {
  readonly data: Data;
  readonly snapshot: Snapshot;
}

export interface HubContract<
  Server extends Record<string, ServerMethod> = Record<string, ServerMethod>,
  Client extends Record<string, ClientMethod> = Record<string, ClientMethod>,
  Streams extends Record<string, StreamContract> = Record<string, StreamContract>,
> {
  /** The Socket.IO namespace, such as `/hubs/ops`. */
  readonly path: string;
  /** Demanded of everybody who connects; without it whoever is signed in may. */
  readonly permission?: OperationPermission;
  /** Demanded of everybody who connects: one of these roles. */
  readonly roles?: readonly string[];
  readonly server: Server;
  readonly client: Client;
  /** The durable streams by name; a client reads its event and snapshot types here. */
  readonly streams?: Streams;
}

export type AnyContract = HubContract;

type NamesOf<Members, Kind> = {
  [Name in keyof Members & string]: Members[Name] extends Kind ? Name : never;
}[keyof Members & string];

export type MethodName<C extends AnyContract> = keyof C["server"] & string;
/** Methods with one answer. */
export type CallName<C extends AnyContract> = NamesOf<C["server"], { kind: "operation" }>;
/** Methods that answer item by item. */
export type ItemsName<C extends AnyContract> = NamesOf<C["server"], { kind: "stream" }>;
export type EventName<C extends AnyContract> = NamesOf<C["client"], { kind: "event" }>;
/** What can be asked of one client. */
export type ResultName<C extends AnyContract> = NamesOf<C["client"], { kind: "result" }>;
export type StreamName<C extends AnyContract> = keyof NonNullable<C["streams"]> & string;

type Definition<Method> = Omit<Method, "kind" | "upload">;

export function operation<Input extends z.ZodType, Output extends z.ZodType, Upload extends z.ZodType>(
  definition: Definition<Operation<Input, Output>> & { upload: Upload },
): Operation<Input, Output, Upload>;
export function operation<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Definition<Operation<Input, Output>>,
): Operation<Input, Output, undefined>;
export function operation(definition: Omit<Operation, "kind">): Operation {
  assertGuarded(definition);
  return { kind: "operation", ...definition };
}

export function streamOperation<Input extends z.ZodType, Item extends z.ZodType, Upload extends z.ZodType>(
  definition: Definition<StreamOperation<Input, Item>> & { upload: Upload },
): StreamOperation<Input, Item, Upload>;
export function streamOperation<Input extends z.ZodType, Item extends z.ZodType>(
  definition: Definition<StreamOperation<Input, Item>>,
): StreamOperation<Input, Item, undefined>;
export function streamOperation(definition: Omit<StreamOperation, "kind">): StreamOperation {
  assertGuarded(definition);
  return { kind: "stream", ...definition };
}

export const event = <Payload extends z.ZodType>(
  payload: Payload,
  options: { delivery: Delivery },
): HubEvent<Payload> => ({
  kind: "event",
  payload,
  delivery: options.delivery,
});

export const clientResult = <Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<ClientResult<Input, Output>, "kind">,
): ClientResult<Input, Output> => ({ kind: "result", ...definition });

/** Checks what can be checked before anybody connects: a contract that cannot work throws here, when the server starts. */
export function defineContract<
  Server extends Record<string, ServerMethod>,
  Client extends Record<string, ClientMethod>,
  Streams extends Record<string, StreamContract> = Record<string, StreamContract>,
>(contract: HubContract<Server, Client, Streams>): HubContract<Server, Client, Streams> {
  if (!/^\/[\w/-]+$/.test(contract.path))
    throw new Error(`A hub's path looks like /hubs/name, not "${contract.path}".`);
  for (const name of [...Object.keys(contract.server), ...Object.keys(contract.client)]) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || reserved.has(name))
      throw new Error(`"${name}" cannot be a name in a hub contract.`);
  }
  for (const [name, method] of Object.entries(contract.server)) {
    if (name in contract.client) throw new Error(`"${name}" names both a method and an event of ${contract.path}.`);
    if (!method.permission) throw new Error(`The method "${name}" of ${contract.path} needs a permission.`);
  }
  return contract;
}

/** `invoke` is how a client result is asked for; a sender of that name would hide it. */
const reserved = new Set(["connect", "disconnect", "disconnecting", "error", "constructor", "invoke", "then"]);

function assertGuarded(definition: { permission: unknown }): void {
  if (!definition.permission) throw new Error("An operation needs a permission.");
}

interface WithInput {
  readonly input: z.ZodType;
}
export type InputOf<O> = O extends WithInput ? z.input<O["input"]> : never;
export type ParsedInputOf<O> = O extends WithInput ? z.output<O["input"]> : never;
export type OutputOf<O> = O extends { readonly output: z.ZodType } ? z.output<O["output"]> : never;
export type ItemOf<O> = O extends { readonly item: z.ZodType } ? z.output<O["item"]> : never;
/** Items that a caller sends along, as it writes them; never for a method without. */
export type UploadOf<O> = O extends { readonly upload?: infer U } ? (U extends z.ZodType ? z.input<U> : never) : never;
/** The same as the method reads them. */
export type ParsedUploadOf<O> = O extends { readonly upload?: infer U }
  ? U extends z.ZodType
    ? z.output<U>
    : never
  : never;
export type StreamDataOf<S> = S extends StreamContract<infer D, z.ZodType> ? z.output<D> : unknown;
export type SnapshotOf<S> = S extends StreamContract<z.ZodType, infer T> ? z.output<T> : unknown;
export type PayloadOf<E> = E extends HubEvent<infer P> ? z.output<P> : never;
