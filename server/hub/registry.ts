import type { HubConnection } from "./connection";
import type { Principal } from "./principal";

/** The connections of one hub on this node. Whose they are, `idsOf` knows: the room of each user. */
export class Registry<P extends Principal> {
  readonly #byId = new Map<string, HubConnection<P>>();
  readonly #idsOf: (userId: string) => Iterable<string>;

  constructor(idsOf: (userId: string) => Iterable<string>) {
    this.#idsOf = idsOf;
  }

  add(connection: HubConnection<P>): void {
    this.#byId.set(connection.id, connection);
  }

  remove(connection: HubConnection<P>): void {
    this.#byId.delete(connection.id);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): HubConnection<P> | undefined {
    return this.#byId.get(id);
  }

  *ofUser(userId: string): IterableIterator<HubConnection<P>> {
    for (const id of this.#idsOf(userId)) {
      const connection = this.#byId.get(id);
      if (connection !== undefined) yield connection;
    }
  }

  all(): IterableIterator<HubConnection<P>> {
    return this.#byId.values();
  }
}
