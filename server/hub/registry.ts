import type { HubConnection } from "./connection";
import type { Principal } from "./principal";

/** The connections of one hub on this node, by id and by user. */
export class Registry<P extends Principal> {
  readonly #byId = new Map<string, HubConnection<P>>();
  readonly #byUser = new Map<string, Set<HubConnection<P>>>();

  add(connection: HubConnection<P>): void {
    this.#byId.set(connection.id, connection);
    const own = this.#byUser.get(connection.principal.id) ?? new Set();
    this.#byUser.set(connection.principal.id, own.add(connection));
  }

  remove(connection: HubConnection<P>): void {
    this.#byId.delete(connection.id);
    const own = this.#byUser.get(connection.principal.id);
    own?.delete(connection);
    if (own?.size === 0) this.#byUser.delete(connection.principal.id);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): HubConnection<P> | undefined {
    return this.#byId.get(id);
  }

  ofUser(userId: string): ReadonlySet<HubConnection<P>> {
    return this.#byUser.get(userId) ?? new Set();
  }

  all(): IterableIterator<HubConnection<P>> {
    return this.#byId.values();
  }
}
