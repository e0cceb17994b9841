import { and, eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { unused } from "./password-links";

const { passwordLinks } = schema;

/** The link opens nothing any more. Throws NOT_FOUND once it was used or revoked. */
export const revokeInvitation = defineVerb(operations.revokeInvitation, async (context, { id }) => {
  const { services } = context;
  await transaction(services.database, async (tx) => {
    const [revoked] = await tx
      .update(passwordLinks)
      .set({ revokedAt: services.now() })
      .where(and(eq(passwordLinks.id, id), eq(passwordLinks.kind, "invitation"), unused()))
      .returning();
    if (!revoked) throw new HubError("NOT_FOUND", "There is no such open invitation.");
    const target = { kind: "invitation", id, name: revoked.name };
    await recordAudit(tx, context, { action: "invitation.revoked", target, detail: { email: revoked.email } });
  });
  services.wakeRelay();
  return {};
});
