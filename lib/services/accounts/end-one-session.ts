import { and, eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { clientName } from "../connections/client-name";
import type { SignedInContext } from "../define-verb";
import { alive } from "./session-query";

const { sessions, users } = schema;

/** Ends one session and cuts its connections; of `ownerId` only when that is given. Throws NOT_FOUND when it has ended already. */
export async function endOneSession(context: SignedInContext, id: string, ownerId?: string): Promise<void> {
  const { services } = context;
  await transaction(services.database, async (tx) => {
    const now = services.now();
    const mine = ownerId === undefined ? undefined : eq(sessions.userId, ownerId);
    const [ended] = await tx
      .update(sessions)
      .set({ endedAt: now })
      .where(and(eq(sessions.id, id), alive(now), mine))
      .returning();
    if (!ended) throw new HubError("NOT_FOUND", "This session has ended already.");
    const [owner] = await tx.select({ name: users.name }).from(users).where(eq(users.id, ended.userId));
    await recordAudit(tx, context, {
      action: "session.ended",
      target: { kind: "user", id: ended.userId, name: owner?.name ?? null },
      detail: { sessionId: id, client: clientName(ended.userAgent ?? undefined), address: ended.address },
    });
  });
  services.wakeRelay();
  services.hub.revokeSessions([id]);
}
