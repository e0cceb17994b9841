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

/** What an operation demands: a permission, `own` (whoever is signed in, on what is theirs) or `public` (before anybody is). */
export type Demand = Permission | "own" | "public";

export const permits = (granted: readonly string[], demand: string): boolean =>
  demand === "public" || demand === "own" || granted.includes(demand);
