import { eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { SignedInContext } from "../define-verb";
import { endSessions } from "./end-sessions";

const { users } = schema;

/** Ends a user's sessions, all but `except`, and cuts their connections; returns how many. Throws NOT_FOUND. */
export async function endManySessions(context: SignedInContext, userId: string, except?: string): Promise<number> {
  const { services } = context;
  const ended = await transaction(services.database, async (tx) => {
    // The lock: a sign-in at this moment comes before, and ends too, or after.
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (!user || user.deletedAt !== null) throw new HubError("NOT_FOUND", "There is no such user.");
    const ids = await endSessions(tx, { userId, except, now: services.now() });
    if (ids.length > 0) {
      const target = { kind: "user", id: userId, name: user.name };
      await recordAudit(tx, context, { action: "sessions.ended", target, detail: { count: ids.length } });
    }
    return ids;
  });
  services.wakeRelay();
  services.hub.revokeSessions(ended);
  return ended.length;
}
