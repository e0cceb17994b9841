import type { PresentUser } from "../presence";
import { Presence } from "../presence";
import type { Principal } from "../principal";
import type { Backplane } from "./backplane";
import { SharedTable } from "./shared-table";

/** Who is connected, on any node. What joins and leaves here is told to the others. */
export class SharedPresence<P extends Principal> extends Presence<P> {
  readonly #table: SharedTable<PresentUser<P>>;

  constructor(intervalMs: number, backplane: Backplane, hub: string) {
    super(intervalMs);
    this.#table = new SharedTable<PresentUser<P>>({
      backplane,
      name: `presence ${hub}`,
      onChange: ({ before, after }) => {
        const user = after ?? before;
        if (user !== undefined) this.shift(user, (after?.connections ?? 0) - (before?.connections ?? 0));
      },
    });
  }

  override join(principal: P): void {
    super.join(principal);
    const { id, name, role } = principal;
    this.#write({ id, name, role, connections: (this.#table.own(id)?.connections ?? 0) + 1 });
  }

  override leave(principal: P): void {
    super.leave(principal);
    const own = this.#table.own(principal.id);
    if (own !== undefined) this.#write({ ...own, connections: own.connections - 1 });
  }

  override close(): void {
    super.close();
    this.#table.close();
  }

  #write(user: PresentUser<P>): void {
    this.#table.set(user.id, user.connections > 0 ? user : undefined);
  }
}
