import { type ConnectionList, LiveConnection, mostListedConnections } from "@/lib/contracts/connections";
import type { Principal } from "@/lib/services/context";
import type { Connection } from "@/server/hub";
import { clientName } from "./client-name";

/** Durable streams that a connection is subscribed to: they are no groups of the hub. */
const streamsKey = "streams";

const streamsOf = ({ items }: Pick<Connection, "items">): Set<string> => {
  const known = items.get(streamsKey);
  if (known instanceof Set) return known;
  const fresh = new Set<string>();
  items.set(streamsKey, fresh);
  return fresh;
};

export const noteStream = (connection: Pick<Connection, "items">, stream: string): void =>
  void streamsOf(connection).add(stream);

export const dropStream = (connection: Pick<Connection, "items">, stream: string): void =>
  void streamsOf(connection).delete(stream);

/** A connection as an admin sees it. */
export function describeConnection(connection: Connection<Principal>): LiveConnection {
  const { id, principal, handshake, transport, encoding, connectedAt, latencyMs, groups, queuedBytes } = connection;
  return {
    id,
    userId: principal.id,
    name: principal.name,
    role: principal.role,
    address: handshake.remoteAddress,
    client: clientName(handshake.headers["user-agent"]),
    transport: LiveConnection.shape.transport.parse(transport),
    encoding,
    connectedAt: new Date(connectedAt).toISOString(),
    latencyMs,
    streams: [...groups, ...streamsOf(connection)].sort(),
    queuedBytes,
  };
}

/** The longest-lived of them, and how many there are. */
export function describeConnections(connections: readonly Connection<Principal>[]): ConnectionList {
  const oldest = connections.toSorted((one, other) => one.connectedAt - other.connectedAt);
  return {
    connections: oldest.slice(0, mostListedConnections).map(describeConnection),
    total: connections.length,
  };
}
