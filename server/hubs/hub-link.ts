import type { Logger } from "pino";
import type { opsHub } from "@/lib/contracts/ops-hub";
import type { HubLink, Principal } from "@/lib/services/context";
import type { Hub } from "@/server/hub";
import type { AccessChanges } from "./access-changes";
import { describeConnection, describeConnections } from "./live-connections";

interface Linked {
  hub: Hub<typeof opsHub, Principal>;
  accessChanges: AccessChanges;
}

/** What verbs and pages reach of the hub. */
export function createHubLink({ hub, accessChanges }: Linked, log: Logger): HubLink {
  const closing = (what: Promise<number>, ...ids: string[]): void => {
    accessChanges.note(...ids);
    void what.catch((error) => log.error({ err: error }, "connections could not be closed"));
  };
  const sessionOf = (connection: { principal: Principal }) => connection.principal.sessionId ?? "";
  return {
    // They come back at once and are authorized anew, or refused.
    reauthorizeUser: (userId) => closing(hub.closeUser(userId, "REAUTHORIZE"), userId),
    revokeUser: (userId) => closing(hub.closeUser(userId, "REVOKED"), userId),
    closeSession: (sessionId) =>
      closing(
        hub.closeWhere((connection) => sessionOf(connection) === sessionId, "SIGNED_OUT"),
        sessionId,
      ),
    closeKey: (keyId) =>
      closing(
        hub.closeWhere(({ principal }) => principal.kind === "key" && principal.id === keyId, "REVOKED"),
        keyId,
      ),
    revokeSessions(sessionIds) {
      const ended = new Set(sessionIds);
      closing(
        hub.closeWhere((connection) => ended.has(sessionOf(connection)), "REVOKED"),
        ...ended,
      );
    },
    connectedSessions: () => new Set(hub.connections().map(sessionOf)),
    notificationsMarked(userId, payload, exceptConnectionId) {
      const others = hub
        .connections()
        .filter((connection) => connection.principal.id === userId && connection.id !== exceptConnectionId)
        .map((connection) => connection.id);
      if (others.length > 0) hub.clients.clients(others).notificationsMarked(payload);
    },
    presentUsers: () =>
      hub.presence
        .users()
        .map(({ id, name, role, connections }) => ({ id, name, role: role as Principal["role"], connections })),
    listConnections: () => describeConnections(hub.connections(), hub.streamsOf),
    findConnection(connectionId) {
      const found = hub.connections().find(({ id }) => id === connectionId);
      return found ? describeConnection(found, hub.streamsOf(connectionId)) : null;
    },
    describeClient: (connectionId, { timeoutMs, signal }) =>
      hub.clients.client(connectionId).invoke("describeClient", {}, { timeoutMs, ...(signal && { signal }) }),
    closeConnection: (connectionId) => hub.closeConnection(connectionId, "CLOSED_BY_ADMIN"),
  };
}
