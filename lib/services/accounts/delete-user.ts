import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { keepOneAdmin } from "../identity/keep-one-admin";
import { endSessions } from "./end-sessions";
import { revokeInvitationsOf, revokeLinksBy, revokeLinksFor } from "./password-links";

const { notificationMarks, users } = schema;

/**
 * Takes somebody out for good. Their name stays for what they did; e-mail (free again), password, what they had read,
 * sessions and links go; who they are at the single sign-on provider stays, so that they do not come back by it. Throws NOT_FOUND, and CONFLICT for oneself and for the last active admin.
 */
export const deleteUser = defineVerb(operations.deleteUser, async (context, { id }) => {
  const { services, principal } = context;
  if (id === principal.id) throw new HubError("CONFLICT", "You cannot delete yourself. Another admin can.");
  await transaction(services.database, async (tx) => {
    await keepOneAdmin(tx, services, { id, field: "id" });
    const [user] = await tx.select().from(users).where(eq(users.id, id)).for("update");
    if (!user || user.deletedAt !== null) throw new HubError("NOT_FOUND", "There is no such user.");
    const now = services.now();
    await tx
      .update(users)
      .set({
        email: `${id}@deleted.invalid`,
        passwordHash: null,
        version: user.version + 1,
        deletedAt: now,
      })
      .where(eq(users.id, id));
    await endSessions(tx, { userId: id, now });
    await revokeLinksFor(tx, id, now);
    await revokeLinksBy(tx, id, now);
    await revokeInvitationsOf(tx, user.email, now);
    await tx.delete(notificationMarks).where(eq(notificationMarks.userId, id));
    const { email, name, role } = user;
    const target = { kind: "user", id, name };
    await recordAudit(tx, context, { action: "user.deleted", target, detail: { email, role } });
  });
  services.wakeRelay();
  services.hub.revokeUser(id);
  return {};
});
