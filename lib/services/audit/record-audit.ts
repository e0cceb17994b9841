import { v7 as uuidv7 } from "uuid";
import { appendOutbox } from "@/lib/db/outbox";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import type { AuditContext } from "../context";
import type { AuditFact } from "./audit-fact";
import { toAuditEntry } from "./audit-row";

const maxUserAgentCharacters = 300;

/** Writes an entry and tells the stream, in the transaction of the change itself: neither can be there without the other. */
export async function recordAudit(tx: Transaction, context: AuditContext, fact: AuditFact): Promise<void> {
  const { principal, services, via, caller } = context;
  const [row] = await tx
    .insert(schema.auditEntries)
    .values({
      id: uuidv7(),
      at: services.now(),
      actorKind: principal?.kind ?? "anonymous",
      actorId: principal?.id ?? null,
      actorName: principal?.name ?? fact.anonymousName ?? "Somebody",
      action: fact.action,
      targetKind: fact.target?.kind ?? null,
      targetId: fact.target?.id ?? null,
      targetName: fact.target?.name ?? null,
      refusedCode: fact.refusedCode ?? null,
      count: fact.count ?? 1,
      via,
      address: caller?.address ?? null,
      userAgent: caller?.userAgent?.slice(0, maxUserAgentCharacters) ?? null,
      traceId: caller?.traceId ?? null,
      detail: fact.detail ?? {},
    })
    .returning();
  if (!row) throw new Error("An audit entry that was inserted is not there.");
  await appendOutbox(tx, { stream: "audit", type: "audit.recorded", at: row.at, data: toAuditEntry(row) });
}
