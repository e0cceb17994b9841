import { HubError } from "@/lib/hub-protocol";
import type { Backplane } from "./backplane/backplane";
import { MembersElsewhere } from "./backplane/members-elsewhere";
import type { Connection } from "./connection";
import type { Deliver } from "./delivery";
import { rooms } from "./delivery";
import type { HubGroups } from "./groups";
import type { PresentUser } from "./presence";
import { Presence } from "./presence";
import type { Principal } from "./principal";

/** What deciding over a resource needs to know. */
export interface ResourceRequest<P extends Principal> {
  readonly principal: P;
  /** The part behind the colon of `kind:id`. */
  readonly id: string;
  readonly signal: AbortSignal;
}

export interface ResourceGroupsOptions<P extends Principal> {
  /** By the part before the colon. Returns false for `FORBIDDEN`, or throws a `HubError` such as `NOT_FOUND`. */
  kinds: Readonly<Record<string, (request: ResourceRequest<P>) => boolean | Promise<boolean>>>;
  /** Joins and leaves are gathered this long and told as their net effect. */
  intervalMs?: number;
}

/** The part of a call that joining needs. */
export interface GroupCall<P extends Principal> {
  readonly connection: Connection<P>;
  readonly signal: AbortSignal;
}

/** What the groups need of the hub that they are attached to. */
export interface ResourceGroupsHost {
  /** To connections of this node: each node tells its own. */
  deliver: Deliver;
  groups: HubGroups;
  backplane: Backplane;
  hub: string;
}

/** Groups named `kind:id` that stand for a resource: who may see it may join, and the members know of each other. */
export interface ResourceGroups<P extends Principal> {
  /** Returns who is in it, the caller included. Throws `NOT_FOUND` for an unknown kind, `FORBIDDEN`, and what the kind's own decision throws. */
  join(call: GroupCall<P>, group: string): Promise<{ members: PresentUser<P>[] }>;
  leave(call: GroupCall<P>, group: string): void;
  attach(host: ResourceGroupsHost): void;
  forget(connectionId: string): void;
  close(): void;
}

interface Membership<P extends Principal> {
  readonly presence: Presence<P>;
  readonly connections: Map<string, P>;
}

export function createResourceGroups<P extends Principal>(options: ResourceGroupsOptions<P>): ResourceGroups<P> {
  const intervalMs = options.intervalMs ?? 250;
  const memberships = new Map<string, Membership<P>>();
  const joined = new Map<string, Set<string>>();
  let host: ResourceGroupsHost | undefined;
  let elsewhere: MembersElsewhere<P> | undefined;

  function open(group: string): Membership<P> {
    const known = memberships.get(group);
    if (known !== undefined) return known;
    const presence = new Presence<P>(intervalMs);
    presence.onChange((change) =>
      host?.deliver({ rooms: [rooms.group(group)], except: [] }, "groupMembers", { group, ...change }),
    );
    const membership = { presence, connections: new Map<string, P>() };
    memberships.set(group, membership);
    for (const user of elsewhere?.in(group) ?? []) presence.shift(user, user.connections);
    return membership;
  }

  function drop(connectionId: string, group: string): void {
    const membership = memberships.get(group);
    const principal = membership?.connections.get(connectionId);
    if (membership === undefined || principal === undefined) return;
    membership.connections.delete(connectionId);
    membership.presence.leave(principal);
    elsewhere?.leave(group, principal);
    if (membership.connections.size > 0) return;
    membership.presence.close();
    memberships.delete(group);
  }

  async function authorize(call: GroupCall<P>, group: string): Promise<void> {
    const [kind = "", ...rest] = group.split(":");
    const mayJoin = Object.hasOwn(options.kinds, kind) ? options.kinds[kind] : undefined;
    if (mayJoin === undefined) throw new HubError("NOT_FOUND", `There are no groups "${kind}:…".`);
    const { principal } = call.connection;
    const isAllowed = await mayJoin({ principal, id: rest.join(":"), signal: call.signal });
    if (isAllowed !== true) throw new HubError("FORBIDDEN", "This is not for you.");
  }

  return {
    async join(call, group) {
      if (host === undefined) throw new Error("These groups belong to no hub yet.");
      await authorize(call, group);
      if (call.signal.aborted) throw new HubError("CANCELLED");
      const { connection } = call;
      // It may have gone, or have lost its rights, while the decision was made.
      host.groups.add(connection.id, group);
      const membership = open(group);
      if (!membership.connections.has(connection.id)) {
        membership.connections.set(connection.id, connection.principal);
        membership.presence.join(connection.principal);
        elsewhere?.join(group, connection.principal);
        const groups = joined.get(connection.id) ?? new Set();
        joined.set(connection.id, groups.add(group));
      }
      return { members: membership.presence.users() };
    },

    leave({ connection }, group) {
      host?.groups.remove(connection.id, group);
      joined.get(connection.id)?.delete(group);
      drop(connection.id, group);
    },

    attach(attached) {
      if (host !== undefined) throw new Error("These groups are attached already.");
      host = attached;
      elsewhere = new MembersElsewhere<P>(attached.backplane, attached.hub, (group, user, by) =>
        memberships.get(group)?.presence.shift(user, by),
      );
    },

    forget(connectionId) {
      for (const group of joined.get(connectionId) ?? []) drop(connectionId, group);
      joined.delete(connectionId);
    },

    close() {
      for (const { presence } of memberships.values()) presence.close();
      elsewhere?.close();
      memberships.clear();
      joined.clear();
    },
  };
}
