/** Somebody who has the order open, in `connections` tabs. */
export interface Viewer {
  id: string;
  name: string;
  connections: number;
}

/** The others, and oneself where it is open in more tabs than this one, with the tabs that are not this one. */
export function otherViewers(members: readonly Viewer[], ownId: string): Viewer[] {
  return members.flatMap((member) => {
    if (member.id !== ownId) return [member];
    return member.connections > 1 ? [{ ...member, connections: member.connections - 1 }] : [];
  });
}

/** "Maya K., Omar (2), you in another tab": one's own other tabs last. */
export function viewersText(viewers: readonly Viewer[], ownId: string): string {
  const others = viewers
    .filter(({ id }) => id !== ownId)
    .map(({ name, connections }) => (connections > 1 ? `${name} (${connections})` : name));
  const own = viewers.find(({ id }) => id === ownId);
  if (own) others.push(own.connections > 1 ? `you in ${own.connections} other tabs` : "you in another tab");
  return others.join(", ");
}
