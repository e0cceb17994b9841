import type { Logger } from "pino";
import type { opsHub } from "@/lib/contracts/ops-hub";
import type { HubLink, Principal } from "@/lib/services/context";
import type { Backplane, Hub } from "@/server/hub";
import type { AccessChanges } from "./access-changes";
import { describeConnection, describeConnections, joinLists } from "./live-connections";

interface Linked {
  hub: Hub<typeof opsHub, Principal>;
  accessChanges: AccessChanges;
}

/** Whose access ended or changed: what each node does with its own connections. */
type Ended =
  | { what: "user"; id: string; code: "REAUTHORIZE" | "REVOKED" }
  | { what: "sessions"; ids: string[]; code: "SIGNED_OUT" | "REVOKED" }
  | { what: "key"; id: string };

const endedKind = "access ended";
const sessionsKind = "connected sessions";
const listKind = "list connections";
const findKind = "find connection";

const sessionOf = ({ principal }: { principal: Principal }): string => principal.sessionId ?? "";

/** What verbs and pages reach of the hub, on every node. */
export function createHubLink({ hub, accessChanges }: Linked, log: Logger, backplane: Backplane): HubLink {
  const closing = (what: Promise<number>): void =>
    void what.catch((error) => log.error({ err: error }, "connections could not be closed"));

  /** Those who come in at this moment are looked at again, those who are in are closed. */
  function endHere(ended: Ended): void {
    switch (ended.what) {
      case "user":
        accessChanges.note(ended.id);
        closing(hub.closeWhere(({ principal }) => principal.id === ended.id, ended.code));
        break;
      case "sessions": {
        accessChanges.note(...ended.ids);
        const ids = new Set(ended.ids);
        closing(hub.closeWhere((connection) => ids.has(sessionOf(connection)), ended.code));
        break;
      }
      case "key":
        accessChanges.note(ended.id);
        closing(hub.closeWhere(({ principal }) => principal.kind === "key" && principal.id === ended.id, "REVOKED"));
        break;
    }
  }
  function end(ended: Ended): void {
    endHere(ended);
    backplane.tell(endedKind, ended);
  }

  const sessionsHere = () => [...new Set(hub.connections().map(sessionOf))];
  const listHere = () => describeConnections(hub.connections(), hub.streamsOf);
  function findHere(connectionId: string) {
    const found = hub.connections().find(({ id }) => id === connectionId);
    return found ? describeConnection(found, hub.streamsOf(connectionId)) : null;
  }
  backplane.onTold(endedKind, (message) => endHere(message as Ended));
  backplane.onAsked(sessionsKind, sessionsHere);
  backplane.onAsked(listKind, listHere);
  backplane.onAsked(findKind, (id) => findHere(String(id)) ?? undefined);

  return {
    // They come back at once and are authorized anew, or refused.
    reauthorizeUser: (id) => end({ what: "user", id, code: "REAUTHORIZE" }),
    revokeUser: (id) => end({ what: "user", id, code: "REVOKED" }),
    closeSession: (id) => end({ what: "sessions", ids: [id], code: "SIGNED_OUT" }),
    closeKey: (id) => end({ what: "key", id }),
    revokeSessions: (ids) => end({ what: "sessions", ids: [...ids], code: "REVOKED" }),
    async connectedSessions() {
      const { given } = await backplane.ask(sessionsKind, null);
      return new Set([...sessionsHere(), ...(given as string[][]).flat()]);
    },
    notificationsMarked: (userId, payload, exceptConnectionId) =>
      hub.clients
        .userExcept(userId, exceptConnectionId === undefined ? [] : [exceptConnectionId])
        .notificationsMarked(payload),
    presentUsers: () =>
      hub.presence
        .users()
        .map(({ id, name, role, connections }) => ({ id, name, role: role as Principal["role"], connections })),
    async listConnections() {
      const { given, isPartial } = await backplane.ask(listKind, null);
      return joinLists([listHere(), ...(given as ReturnType<typeof listHere>[])], isPartial);
    },
    async findConnection(connectionId) {
      const here = findHere(connectionId);
      if (here !== null) return here;
      const { given } = await backplane.ask(findKind, connectionId);
      return (given as NonNullable<ReturnType<typeof findHere>>[])[0] ?? null;
    },
    describeClient: (connectionId, { timeoutMs, signal }) =>
      hub.clients.client(connectionId).invoke("describeClient", {}, { timeoutMs, ...(signal && { signal }) }),
    closeConnection: (connectionId) => hub.closeConnection(connectionId, "CLOSED_BY_ADMIN"),
  };
}
