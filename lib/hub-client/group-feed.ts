import type { HubError } from "@/lib/hub-protocol";
import { runHandler } from "./environment";
import type { CallPort } from "./recurring-call";
import { Subscription } from "./subscription";

/** Somebody who is in a group, with how many connections. */
export interface PresentUser {
  id: string;
  name: string;
  role: string;
  connections: number;
}

/** `joined` also tells a changed count. */
export interface GroupChange {
  group: string;
  joined: PresentUser[];
  left: PresentUser[];
}

export interface GroupHandlers {
  /** Everybody who is in the group now, oneself included, by name: once joined, and after each change. */
  onMembers: (members: PresentUser[]) => void;
  /** It cannot be joined on this connection. The next connection tries again. */
  onError?: (error: HubError) => void;
}

/** One group of one client, shared by all its users: joined on each new connection, its members kept as the server tells them. */
export class GroupFeed {
  readonly #users = new Set<GroupHandlers>();
  readonly #joining: Subscription;
  readonly #members = new Map<string, PresentUser>();
  /** What came before the reply to the joining may be older or newer than it; the last word on each user is right either way. */
  readonly #early: GroupChange[] = [];
  #state: "joining" | "joined" | "refused" = "joining";
  #leave: () => void = () => undefined;

  constructor(port: CallPort, group: string) {
    this.#joining = new Subscription(port, "joinGroup", { group });
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  /** Returns what ends this use. */
  add(handlers: GroupHandlers): () => void {
    // The same handlers may be given twice.
    const user = { ...handlers };
    this.#users.add(user);
    if (this.#users.size === 1) this.#leave = this.#joining.add(this.#user);
    else if (this.#state === "joined") queueMicrotask(() => this.#users.has(user) && this.#tell([user]));
    else if (this.#state === "refused") this.issue();
    return () => {
      this.#users.delete(user);
      if (!this.isUsed) this.#leave();
    };
  }

  /** To be called whenever the connection has come up. */
  issue(): void {
    this.#state = "joining";
    this.#early.length = 0;
    this.#joining.issue();
  }

  receive(change: GroupChange): void {
    if (this.#state === "joined") this.#apply([change]);
    else this.#early.push(change);
  }

  readonly #user = {
    onReply: (reply: unknown) => {
      this.#state = "joined";
      this.#members.clear();
      this.#apply([{ joined: (reply as { members: PresentUser[] }).members, left: [] }, ...this.#early.splice(0)]);
    },
    onError: (error: HubError) => {
      this.#state = "refused";
      this.#each(this.#users, ({ onError }) => onError?.(error));
    },
  };

  #apply(changes: Pick<GroupChange, "joined" | "left">[]): void {
    for (const { joined, left } of changes) {
      for (const user of joined) this.#members.set(user.id, user);
      for (const { id } of left) this.#members.delete(id);
    }
    this.#tell(this.#users);
  }

  #tell(users: Iterable<GroupHandlers>): void {
    const members = [...this.#members.values()].sort(byName);
    this.#each(users, ({ onMembers }) => onMembers(members));
  }

  #each(users: Iterable<GroupHandlers>, act: (user: GroupHandlers) => void): void {
    for (const user of [...users]) runHandler(() => act(user));
  }
}

const byName = (one: PresentUser, other: PresentUser): number =>
  one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1);
