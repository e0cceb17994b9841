import type { ConnectionList, ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";

/** The list after a change. Changes may tell what the list knows already. */
export function applyConnectionsChange(list: ConnectionList, change: ConnectionsChange): ConnectionList {
  const told = new Map([...change.opened, ...change.changed].map((connection) => [connection.id, connection]));
  const closed = new Set(change.closed);
  const kept = list.connections.filter(({ id }) => !closed.has(id) && !told.has(id));
  return { connections: [...kept, ...told.values()], total: change.total, isPartial: change.isPartial };
}

/** By name, so that one person's connections stand together, then by how long they are there; equal ones keep one order. */
export const sortConnections = (connections: readonly LiveConnection[]): LiveConnection[] =>
  connections.toSorted(
    (one, other) =>
      one.name.localeCompare(other.name) ||
      one.connectedAt.localeCompare(other.connectedAt) ||
      one.id.localeCompare(other.id),
  );

/** Those in whose name, role, client, address or transport every word of the search occurs. */
export function findConnections(connections: readonly LiveConnection[], search: string): readonly LiveConnection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return connections;
  return connections.filter(({ kind, name, role, client, address, transport }) => {
    const text = `${name} ${kind === "key" ? "api key" : role} ${client} ${address} ${transport}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface ConnectionRow {
  connection: LiveConnection;
  /** It is shown although it is over: it goes when the list is let go. */
  ended: boolean;
}

/**
 * What to show while somebody points at a row: the rows that stood there, at their places, each as it is now; `waiting` counts
 * those that would come in between. Null holds nothing.
 */
export function heldRows(
  held: readonly LiveConnection[] | null,
  live: readonly LiveConnection[],
): { rows: readonly ConnectionRow[]; waiting: number } {
  if (held === null) return { rows: live.map((connection) => ({ connection, ended: false })), waiting: 0 };
  const now = new Map(live.map((connection) => [connection.id, connection]));
  const heldIds = new Set(held.map(({ id }) => id));
  return {
    rows: held.map((before) => {
      const connection = now.get(before.id);
      return { connection: connection ?? before, ended: connection === undefined };
    }),
    waiting: live.filter(({ id }) => !heldIds.has(id)).length,
  };
}

/** "3 connections of 2 people", "5 connections of 2 people and 1 API key", and whether some are missing. */
export function countText({ connections, total, isPartial }: ConnectionList): string {
  const of = total > connections.length ? `the first ${connections.length} of ${total}` : `${total}`;
  const count = (kind: LiveConnection["kind"]) =>
    new Set(connections.filter((connection) => connection.kind === kind).map(({ userId }) => userId)).size;
  const [people, keys] = [count("user"), count("key")];
  const owners = [
    ...(people > 0 ? [`${people} ${people === 1 ? "person" : "people"}`] : []),
    ...(keys > 0 ? [`${keys} API ${keys === 1 ? "key" : "keys"}`] : []),
  ];
  const missing = isPartial ? "; a server does not answer" : "";
  return `${of} ${total === 1 ? "connection" : "connections"} of ${owners.join(" and ")}${missing}`;
}
