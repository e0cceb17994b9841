import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { emailTaken } from "../identity/create-user";
import { demandStill } from "../identity/still-allowed";
import { createLinkSecret, invitationLifetimeMs, revokeInvitationsOf, toInvitation } from "./password-links";

const { passwordLinks, users } = schema;

/**
 * A link by which somebody becomes a user with this role, once, within 7 days. Nothing is sent: who invites hands it over.
 * An earlier open invitation of the same address ends. Throws CONFLICT naming `email` when somebody has it.
 */
export const inviteUser = defineVerb(operations.inviteUser, async (context, { email, name, role }) => {
  const { services, principal } = context;
  const { path, secretHash } = createLinkSecret();
  const now = services.now();
  const row = await transaction(services.database, async (tx) => {
    const [taken] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (taken) throw emailTaken();
    await demandStill(tx, context, "users.manage");
    await revokeInvitationsOf(tx, email, now);
    const [created] = await tx
      .insert(passwordLinks)
      .values({
        id: uuidv7(),
        kind: "invitation",
        secretHash,
        email,
        name,
        role,
        createdBy: principal.id,
        createdByName: principal.name,
        createdAt: now,
        expiresAt: new Date(now.getTime() + invitationLifetimeMs),
      })
      .returning();
    if (!created) throw new Error("An invitation that was inserted is not there.");
    const target = { kind: "invitation", id: created.id, name };
    await recordAudit(tx, context, { action: "invitation.created", target, detail: { email, role } });
    return created;
  });
  services.wakeRelay();
  return { path, expiresAt: row.expiresAt.toISOString(), invitation: toInvitation(row, now) };
});
