import type { AnyContract, EventName, PayloadOf } from "@/lib/hub-protocol";
import type { Deliver, Target } from "./delivery";
import { rooms } from "./delivery";

/** One method per client event of the contract. Sending never waits and never fails for who is absent. */
export type EventSender<C extends AnyContract> = {
  readonly [E in EventName<C>]: (payload: PayloadOf<C["client"][E]>) => void;
};

/** Whom to tell. Groups are strings of the application's choice; ids are of connections or of users, as the name says. */
export interface HubClients<C extends AnyContract> {
  readonly all: EventSender<C>;
  allExcept(connectionIds: readonly string[]): EventSender<C>;
  client(connectionId: string): EventSender<C>;
  clients(connectionIds: readonly string[]): EventSender<C>;
  user(userId: string): EventSender<C>;
  users(userIds: readonly string[]): EventSender<C>;
  group(name: string): EventSender<C>;
  groups(names: readonly string[]): EventSender<C>;
  groupExcept(name: string, connectionIds: readonly string[]): EventSender<C>;
}

/** The same inside a call, where there is a caller. */
export interface CallClients<C extends AnyContract> extends HubClients<C> {
  readonly caller: EventSender<C>;
  readonly others: EventSender<C>;
  othersInGroup(name: string): EventSender<C>;
}

export function createClients<C extends AnyContract>(contract: C, deliver: Deliver) {
  const senderFor = senderFactory(contract, deliver);
  const to = (names: readonly string[], except: readonly string[] = []) =>
    senderFor({ rooms: names, except: except.map(rooms.connection) });

  const clients: HubClients<C> = {
    all: senderFor({ rooms: "all", except: [] }),
    allExcept: (ids) => senderFor({ rooms: "all", except: ids.map(rooms.connection) }),
    client: (id) => to([rooms.connection(id)]),
    clients: (ids) => to(ids.map(rooms.connection)),
    user: (id) => to([rooms.user(id)]),
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
      for (const event of Object.keys(contract.client)) {
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
