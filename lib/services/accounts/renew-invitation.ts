import { and, eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { demandStill } from "../identity/still-allowed";
import { createLinkSecret, invitationLifetimeMs, toInvitation, unused } from "./password-links";

const { passwordLinks } = schema;

/** Another link and 7 days more; the link of before is dead. Whoever renews it answers for it. Throws NOT_FOUND once it was used or revoked. */
export const renewInvitation = defineVerb(operations.renewInvitation, async (context, { id }) => {
  const { services, principal } = context;
  const { path, secretHash } = createLinkSecret();
  const now = services.now();
  const row = await transaction(services.database, async (tx) => {
    await demandStill(tx, context, "users.manage");
    const [renewed] = await tx
      .update(passwordLinks)
      .set({
        secretHash,
        expiresAt: new Date(now.getTime() + invitationLifetimeMs),
        createdBy: principal.id,
        createdByName: principal.name,
      })
      .where(and(eq(passwordLinks.id, id), eq(passwordLinks.kind, "invitation"), unused()))
      .returning();
    if (!renewed) throw new HubError("NOT_FOUND", "There is no such open invitation.");
    const { email, name, role } = renewed;
    const target = { kind: "invitation", id, name };
    await recordAudit(tx, context, { action: "invitation.renewed", target, detail: { email, role } });
    return renewed;
  });
  services.wakeRelay();
  return { path, expiresAt: row.expiresAt.toISOString(), invitation: toInvitation(row, now) };
});
