import { and, eq, isNull } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import type { Caller, Services } from "../context";

const { sessions, users } = schema;

interface SignOut {
  sessionId: string;
  caller?: Caller | undefined;
  reason: "signed out" | "signed in anew";
}

/** Ends a session because whoever has it goes, and closes its connections; one that has ended already stays as it is. */
export async function signOut(services: Services, { sessionId, caller, reason }: SignOut): Promise<void> {
  const hasEnded = await transaction(services.database, async (tx) => {
    const [ended] = await tx
      .update(sessions)
      .set({ endedAt: services.now() })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)))
      .returning({ userId: sessions.userId });
    if (!ended) return false;
    const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, ended.userId));
    const principal = { kind: "user", id: ended.userId, name: user?.name ?? "Somebody" } as const;
    await recordAudit(
      tx,
      { services, principal, via: "rest", caller },
      { action: "session.ended", detail: { reason } },
    );
    return true;
  });
  if (!hasEnded) return;
  services.wakeRelay();
  services.hub.closeSession(sessionId);
}
