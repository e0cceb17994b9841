import { and, count, gt, isNull, or } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/api-keys";
import { meetsDemand } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import { type Transaction, transaction } from "@/lib/db/transaction";
import { HubError, type ParsedInputOf } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { Principal } from "../context";
import { defineVerb } from "../define-verb";
import { demandStill } from "../identity/still-allowed";
import { auditTarget, toApiKey } from "./key-row";
import { generateKey, keptOf } from "./key-text";

const { apiKeys } = schema;

/** More than a shop has programs; what a list shows stays readable. */
export const mostLiveKeys = 200;
const dayMs = 86_400_000;

type Input = ParsedInputOf<typeof operations.createApiKey>;

/**
 * Makes a key and tells it, this once: only its first characters and its hash are kept. Throws FORBIDDEN for a scope that its maker does
 * not have, CONFLICT when there are too many.
 */
export const createApiKey = defineVerb(operations.createApiKey, async (context, input) => {
  const { services, principal } = context;
  refuseMoreThanOwn(principal, input);
  const now = services.now();
  const expiresAt = endOf(input, now);
  const key = generateKey();
  const row = await transaction(services.database, async (tx) => {
    await demandStill(tx, context, "keys.manage");
    await refuseTooMany(tx, now);
    const [added] = await tx
      .insert(apiKeys)
      .values({
        id: uuidv7(),
        name: input.name,
        ...keptOf(key),
        scopes: input.scopes,
        createdBy: principal.id,
        createdByName: principal.name,
        createdAt: now,
        expiresAt,
      })
      .returning();
    if (!added) throw new Error("An API key that was inserted is not there.");
    const detail = { prefix: added.prefix, scopes: added.scopes, expiresAt: expiresAt?.toISOString() ?? null };
    await recordAudit(tx, context, { action: "key.created", target: auditTarget(added), detail });
    return added;
  });
  services.wakeRelay();
  return { ...toApiKey(row, { creatorIsActive: true, connections: 0 }), key };
});

function refuseMoreThanOwn(principal: Principal, { scopes }: Input): void {
  const beyond = scopes.filter((scope) => !meetsDemand(principal, scope));
  if (beyond.length === 0) return;
  const message = `You cannot give what you do not have: ${beyond.join(", ")}.`;
  throw new HubError("FORBIDDEN", message, { fields: [{ path: "scopes", message }] });
}

/** When it ends, or null. Throws INVALID_ARGUMENT for a time that has passed. */
function endOf({ expiresAt, days }: Input, now: Date): Date | null {
  if (days !== undefined) return new Date(now.getTime() + days * dayMs);
  if (expiresAt === undefined) return null;
  const end = new Date(expiresAt);
  if (end > now) return end;
  const message = "Lies in the past.";
  throw new HubError("INVALID_ARGUMENT", `expiresAt: ${message}`, { fields: [{ path: "expiresAt", message }] });
}

async function refuseTooMany(tx: Transaction, now: Date): Promise<void> {
  const live = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));
  const [row] = await tx.select({ live: count() }).from(apiKeys).where(live);
  if ((row?.live ?? 0) < mostLiveKeys) return;
  throw new HubError("CONFLICT", `There are ${mostLiveKeys} keys already. Revoke those that nobody uses.`);
}
