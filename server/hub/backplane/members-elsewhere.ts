import type { PresentUser } from "../presence";
import type { Principal } from "../principal";
import type { Backplane } from "./backplane";
import { SharedTable } from "./shared-table";

interface Row<P extends Principal> extends PresentUser<P> {
  group: string;
}

/** Who is in which resource group on the other nodes, and the way to tell them who is here. */
export class MembersElsewhere<P extends Principal> {
  /** By group and user, the connections of all other nodes. */
  readonly #groups = new Map<string, Map<string, PresentUser<P>>>();
  readonly #table: SharedTable<Row<P>>;
  readonly #onShift: (group: string, user: PresentUser<P>, by: number) => void;

  constructor(backplane: Backplane, hub: string, onShift: (group: string, user: PresentUser<P>, by: number) => void) {
    this.#onShift = onShift;
    this.#table = new SharedTable<Row<P>>({
      backplane,
      name: `members ${hub}`,
      onChange: ({ before, after }) => {
        const row = after ?? before;
        if (row !== undefined) this.#shift(row, (after?.connections ?? 0) - (before?.connections ?? 0));
      },
    });
  }

  in(group: string): Iterable<PresentUser<P>> {
    return this.#groups.get(group)?.values() ?? [];
  }

  join(group: string, principal: P): void {
    this.#write(group, principal, 1);
  }

  leave(group: string, principal: P): void {
    this.#write(group, principal, -1);
  }

  close(): void {
    this.#table.close();
  }

  #write(group: string, { id, name, role }: P, by: number): void {
    const key = JSON.stringify([group, id]);
    const connections = (this.#table.own(key)?.connections ?? 0) + by;
    this.#table.set(key, connections > 0 ? { group, id, name, role, connections } : undefined);
  }

  #shift({ group, ...user }: Row<P>, by: number): void {
    const users = this.#groups.get(group) ?? new Map<string, PresentUser<P>>();
    const connections = (users.get(user.id)?.connections ?? 0) + by;
    if (connections > 0) users.set(user.id, { ...user, connections });
    else users.delete(user.id);
    if (users.size > 0) this.#groups.set(group, users);
    else this.#groups.delete(group);
    this.#onShift(group, user, by);
  }
}
