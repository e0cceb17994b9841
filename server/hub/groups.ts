import type { Namespace } from "socket.io";
import { HubError } from "@/lib/hub-protocol";
import type { Backplane } from "./backplane/backplane";
import { rooms } from "./delivery";
import type { Principal } from "./principal";
import type { Registry } from "./registry";

/** Connection ids. */
export interface GroupMembers extends Array<string> {
  /** A node did not answer: its members are missing. */
  isPartial?: boolean;
}

/** Who belongs to what. A connection leaves every group by itself when it ends. */
export interface HubGroups {
  /** Throws `NOT_FOUND` for a connection that is gone, `RATE_LIMITED` above the bound of groups per connection. */
  add(connectionId: string, group: string): void;
  remove(connectionId: string, group: string): void;
  /** Whether any connection of this process is in it: what nobody watches need not be made. */
  has(group: string): boolean;
  /** Connection ids, of all nodes. */
  members(group: string): Promise<GroupMembers>;
  /** Of all nodes; those that do not answer in time are not counted, as `members` would tell. */
  count(group: string): Promise<number>;
  of(connectionId: string): Promise<string[]>;
}

export function createGroups<P extends Principal>(
  namespace: Namespace,
  registry: Registry<P>,
  maxPerConnection: number,
  backplane: Backplane,
): HubGroups {
  const membersOf = (group: string): ReadonlySet<string> =>
    namespace.adapter.rooms.get(rooms.group(group)) ?? new Set();
  const question = `members ${namespace.name}`;
  backplane.onAsked(question, (group) => [...membersOf(String(group))]);

  async function everywhere(group: string): Promise<GroupMembers> {
    const { given, isPartial } = await backplane.ask(question, group);
    const ids: GroupMembers = [...membersOf(group), ...(given as string[][]).flat()];
    return isPartial ? Object.assign(ids, { isPartial }) : ids;
  }

  return {
    add(connectionId, group) {
      const connection = registry.get(connectionId);
      const socket = namespace.sockets.get(connectionId);
      if (connection === undefined || socket === undefined) throw new HubError("NOT_FOUND", "No such connection.");
      if (socket.rooms.has(rooms.group(group))) return;
      if (connection.groups.size >= maxPerConnection) {
        throw new HubError("RATE_LIMITED", `A connection can be in ${maxPerConnection} groups at most.`);
      }
      void socket.join(rooms.group(group));
    },
    remove(connectionId, group) {
      void namespace.sockets.get(connectionId)?.leave(rooms.group(group));
    },
    has: (group) => membersOf(group).size > 0,
    members: everywhere,
    count: async (group) => (await everywhere(group)).length,
    of: async (connectionId) => [...(registry.get(connectionId)?.groups ?? [])],
  };
}
