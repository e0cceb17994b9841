import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { opsHub } from "@/lib/contracts/ops-hub";
import { accessAction, auditActionOf } from "@/lib/services/audit/audited-operations";
import type { AuditNotes, Principal } from "@/lib/services/context";
import type { Refusal } from "@/server/hub";

const maxOriginCharacters = 200;

/** A call that was refused, for log and audit: repeats come gathered, with their count. */
export function recordRefusedCall(audit: AuditNotes, log: Logger, refusal: Refusal): void {
  const { method, connection, code, traceId, count } = refusal;
  const { handshake, id } = connection;
  // Whoever is let in is one of ours: see authenticate.
  const principal = connection.principal as Principal;
  const about = { method, userId: principal.id, role: principal.role, connectionId: id, code, traceId, count };
  log.warn({ ...about, address: handshake.remoteAddress }, "hub call forbidden");
  const caller = {
    address: handshake.remoteAddress,
    userAgent: handshake.headers["user-agent"] ?? null,
    traceId,
  };
  audit.add(
    { principal, via: "hub", caller },
    { action: actionOf(method), refusedCode: code, count, detail: { method } },
  );
}

/** A method that does not exist is refused with another code. */
const actionOf = (method: string): string =>
  auditActionOf(Object.entries(opsHub.server).find(([name]) => name === method)?.[1]);

/** A poll, an upgrade or an event stream from a page that is not ours. */
export function noteForeignOrigin(audit: AuditNotes, request: IncomingMessage, address: string, reason: string): void {
  const { origin, "user-agent": userAgent } = request.headers;
  audit.note(
    { principal: null, via: "hub", caller: { address, userAgent: userAgent ?? null, traceId: null } },
    {
      action: accessAction,
      refusedCode: "FORBIDDEN",
      detail: { reason, ...(origin === undefined ? {} : { origin: origin.slice(0, maxOriginCharacters) }) },
    },
  );
}
