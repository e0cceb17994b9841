import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { refuseFixed } from "../identity/sign-in-ways";
import { demandStill } from "../identity/still-allowed";
import { mayUse } from "../identity/user-row";
import { createLinkSecret, resetLifetimeMs, revokeLinksFor } from "./password-links";

const { passwordLinks, users } = schema;

/**
 * A link by which this user sets a new password, once, within 24 hours; until then the one they have stays. Earlier ones die.
 * Throws NOT_FOUND, and CONFLICT for oneself (who knows the present password changes it), for who cannot sign in anyway and for who
 * has single sign-on in the place of a password.
 */
export const createResetLink = defineVerb(operations.createResetLink, async (context, { id }) => {
  const { services, principal } = context;
  if (id === principal.id) throw new HubError("CONFLICT", "Change your own password in Settings.");
  const { path, secretHash } = createLinkSecret();
  const now = services.now();
  const expiresAt = new Date(now.getTime() + resetLifetimeMs);
  await transaction(services.database, async (tx) => {
    await demandStill(tx, context, "users.manage");
    // The lock: of two links made at once, and of a link and a removal, the second sees what the first did.
    const [user] = await tx.select().from(users).where(eq(users.id, id)).for("update");
    if (!user || user.deletedAt !== null) throw new HubError("NOT_FOUND", "There is no such user.");
    if (!mayUse(user, services.config)) throw new HubError("CONFLICT", "This user is disabled. Enable them first.");
    refuseFixed(user, services.config, "password");
    await revokeLinksFor(tx, id, now);
    const { email, name, role } = user;
    const { id: createdBy, name: createdByName } = principal;
    await tx.insert(passwordLinks).values({
      ...{ id: uuidv7(), kind: "reset", secretHash, userId: id, email, name, role },
      ...{ createdBy, createdByName, createdAt: now, expiresAt },
    });
    await recordAudit(tx, context, { action: "reset-link.created", target: { kind: "user", id, name } });
  });
  services.wakeRelay();
  return { path, expiresAt: expiresAt.toISOString() };
});
