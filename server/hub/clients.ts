import type { AnyContract, EventName, InputOf, OutputOf, PayloadOf, ResultName } from "@/lib/hub-protocol";
import type { Ask, AskOptions } from "./client-results";
import type { Deliver, Target } from "./delivery";
import { rooms } from "./delivery";

/** One method per client event of the contract. Sending never waits and never fails for who is absent. */
export type EventSender<C extends AnyContract> = {
  readonly [E in EventName<C>]: (payload: PayloadOf<C["client"][E]>) => void;
};

/** One client: it can be told, and asked. */
export type ClientProxy<C extends AnyContract> = EventSender<C> & {
  /**
   * Resolves with the client's answer, validated by the contract. Rejects with a `HubError`: NOT_FOUND (no such connection), TIMEOUT,
   * DISCONNECTED, CANCELLED, or CONFLICT where the client refused or its answer does not fit; `data.client` says what came of it.
   */
  invoke<R extends ResultName<C>>(
    name: R,
    input: InputOf<C["client"][R]>,
    options: AskOptions,
  ): Promise<OutputOf<C["client"][R]>>;
};

/** Whom to tell. Groups are strings of the application's choice; ids are of connections or of users, as the name says. */
export interface HubClients<C extends AnyContract> {
  readonly all: EventSender<C>;
  allExcept(connectionIds: readonly string[]): EventSender<C>;
  client(connectionId: string): ClientProxy<C>;
  clients(connectionIds: readonly string[]): EventSender<C>;
  user(userId: string): EventSender<C>;
  /** All of a user's connections but these. */
  userExcept(userId: string, connectionIds: readonly string[]): EventSender<C>;
  users(userIds: readonly string[]): EventSender<C>;
  group(name: string): EventSender<C>;
  groups(names: readonly string[]): EventSender<C>;
  groupExcept(name: string, connectionIds: readonly string[]): EventSender<C>;
}

/** The same inside a call, where there is a caller. */
export interface CallClients<C extends AnyContract> extends HubClients<C> {
  readonly caller: ClientProxy<C>;
  readonly others: EventSender<C>;
  othersInGroup(name: string): EventSender<C>;
}

export function createClients<C extends AnyContract>(contract: C, deliver: Deliver, ask: Ask) {
  const senderFor = senderFactory(contract, deliver);
  const oneClient = (id: string): ClientProxy<C> =>
    Object.assign(to([rooms.connection(id)]), {
      invoke: (name: string, input: unknown, options: AskOptions) => ask(id, name, input, options),
    }) as ClientProxy<C>;
  const to = (names: readonly string[], except: readonly string[] = []) =>
    senderFor({ rooms: names, except: except.map(rooms.connection) });

  const clients: HubClients<C> = {
    all: senderFor({ rooms: "all", except: [] }),
    allExcept: (ids) => senderFor({ rooms: "all", except: ids.map(rooms.connection) }),
    client: oneClient,
    clients: (ids) => to(ids.map(rooms.connection)),
    user: (id) => to([rooms.user(id)]),
    userExcept: (id, ids) => to([rooms.user(id)], ids),
    users: (ids) => to(ids.map(rooms.user)),
    group: (name) => to([rooms.group(name)]),
    groups: (names) => to(names.map(rooms.group)),
    groupExcept: (name, ids) => to([rooms.group(name)], ids),
  };

  const forCaller = (connectionId: string): CallClients<C> => ({
    ...clients,
    caller: clients.client(connectionId),
    others: clients.allExcept([connectionId]),
    othersInGroup: (name) => clients.groupExcept(name, [connectionId]),
  });

  return { clients, forCaller };
}

/** Methods are made once per hub, on a prototype; a sender is then one small object. */
function senderFactory<C extends AnyContract>(contract: C, deliver: Deliver): (target: Target) => EventSender<C> {
  class Sender {
    readonly #target: Target;

    constructor(target: Target) {
      this.#target = target;
    }

    static {
      for (const [event, { kind }] of Object.entries(contract.client)) {
        if (kind !== "event") continue;
        Object.defineProperty(Sender.prototype, event, {
          value(this: Sender, payload: unknown) {
            deliver(this.#target, event, payload);
          },
        });
      }
    }
  }
  return (target) => new Sender(target) as unknown as EventSender<C>;
}
