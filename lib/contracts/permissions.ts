const everyone = ["metrics.read", "orders.read", "alerts.read"] as const;
const operating = ["metrics.write", "orders.manage", "orders.pii", "alerts.manage"] as const;
const administering = [
  "users.manage",
  "keys.manage",
  "audit.read",
  "connections.read",
  "connections.manage",
  "broadcast.send",
  "settings.manage",
] as const;

export const permissions = [...everyone, ...operating, ...administering] as const;
export type Permission = (typeof permissions)[number];

export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** A role is a set of permissions, written once, here. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  viewer: everyone,
  operator: [...everyone, ...operating],
  admin: permissions,
};

/**
 * What an API key may be given: what programs do. Left out is whatever decides about people and their access, speaks to everybody, or
 * looks at who is here: that is a person's doing, who can be asked, and whose session ends.
 */
export const keyScopes = [...everyone, ...operating] as const satisfies readonly Permission[];
export type KeyScope = (typeof keyScopes)[number];

/**
 * What an operation demands: a permission, `own` (a person, on what is theirs: inbox, account), `self` (whoever is signed in, an API key
 * too, on nothing but themselves and their connection) or `public` (before anybody is).
 */
export type Demand = Permission | "own" | "self" | "public";

/** Whether one of the granted permissions is this one. */
export const permits = (granted: readonly string[], permission: Permission): boolean => granted.includes(permission);

/** Whoever asks, as far as it decides what they may. */
export interface Asking {
  kind: "user" | "key" | "system";
  permissions: readonly string[];
}

/** The one place that says who meets which demand: for verbs over REST, on pages and for workers, and for every call of the hub. */
export function meetsDemand({ kind, permissions: granted }: Asking, demand: string): boolean {
  switch (demand) {
    case "public":
    case "self":
      return true;
    case "own":
      return kind !== "key";
    default:
      return granted.includes(demand);
  }
}
