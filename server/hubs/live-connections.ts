import { type ConnectionList, LiveConnection, mostListedConnections } from "@/lib/contracts/connections";
import { clientName } from "@/lib/services/connections/client-name";
import type { Principal } from "@/lib/services/context";
import type { Connection } from "@/server/hub";

/** A connection as an admin sees it; `streams` are the durable ones, which are no groups of the hub. */
export function describeConnection(connection: Connection<Principal>, streams: readonly string[]): LiveConnection {
  const { id, principal, handshake, transport, encoding, connectedAt, latencyMs, groups, queuedBytes } = connection;
  return {
    id,
    kind: principal.kind === "key" ? "key" : "user",
    userId: principal.id,
    name: principal.name,
    role: principal.role,
    address: handshake.remoteAddress,
    client: clientName(handshake.headers["user-agent"]),
    transport: LiveConnection.shape.transport.parse(transport),
    encoding,
    connectedAt: new Date(connectedAt).toISOString(),
    latencyMs,
    streams: [...groups, ...streams].sort(),
    queuedBytes,
  };
}

/** Several nodes' lists as one. */
export function joinLists(lists: readonly ConnectionList[], isPartial: boolean): ConnectionList {
  const connections = lists.flatMap((list) => list.connections);
  connections.sort((one, other) => one.connectedAt.localeCompare(other.connectedAt));
  return {
    connections: connections.slice(0, mostListedConnections),
    total: lists.reduce((sum, { total }) => sum + total, 0),
    isPartial: isPartial || lists.some((list) => list.isPartial),
  };
}

/** The longest-lived of them, and how many there are. */
export function describeConnections(
  connections: readonly Connection<Principal>[],
  streamsOf: (connectionId: string) => readonly string[],
): ConnectionList {
  const oldest = connections.toSorted((one, other) => one.connectedAt - other.connectedAt);
  return {
    connections: oldest
      .slice(0, mostListedConnections)
      .map((connection) => describeConnection(connection, streamsOf(connection.id))),
    total: connections.length,
    isPartial: false,
  };
}
