/** Who is at the other end. Applications extend it with what they need. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly permissions: ReadonlySet<string> | readonly string[];
}

export const hasPermission = (principal: Principal, permission: string): boolean =>
  principal.permissions instanceof Set
    ? principal.permissions.has(permission)
    : [...principal.permissions].includes(permission);

/** Unless the application says otherwise: `own` is for whoever is signed in, and nobody else reaches a hub. */
export const permits = (principal: Principal, permission: string): boolean =>
  permission === "own" || hasPermission(principal, permission);

/** Whether both may do exactly the same. */
export function sameRights(one: Principal, other: Principal): boolean {
  const rights = [...one.permissions];
  const others = new Set(other.permissions);
  return one.role === other.role && others.size === new Set(rights).size && rights.every((right) => others.has(right));
}
