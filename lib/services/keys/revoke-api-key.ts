import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/api-keys";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { auditTarget, toApiKey } from "./key-row";

const { apiKeys, users } = schema;

/** Ends a key for good: REST refuses it from here on, and its connections are closed. One that was revoked stays as it is. Throws NOT_FOUND. */
export const revokeApiKey = defineVerb(operations.revokeApiKey, async (context, { id }) => {
  const { services } = context;
  const found = await transaction(services.database, async (tx) => {
    const [key] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id)).for("update");
    if (!key) throw new HubError("NOT_FOUND", "There is no such API key.");
    const [creator] = await tx.select().from(users).where(eq(users.id, key.createdBy));
    const creatorIsActive = creator !== undefined && creator.disabledAt === null && creator.deletedAt === null;
    if (key.revokedAt !== null) return { key, creatorIsActive };
    const revokedAt = services.now();
    await tx.update(apiKeys).set({ revokedAt }).where(eq(apiKeys.id, id));
    const detail = { prefix: key.prefix };
    await recordAudit(tx, context, { action: "key.revoked", target: auditTarget(key), detail });
    return { key: { ...key, revokedAt }, creatorIsActive };
  });
  // Also if it was revoked before: whoever asks wants nothing of it to be left.
  services.hub.closeKey(id);
  services.wakeRelay();
  return toApiKey(found.key, { creatorIsActive: found.creatorIsActive, connections: 0 });
});
