import { eq } from "drizzle-orm";
import { type Permission, permits, rolePermissions } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import type { SignedInContext } from "../define-verb";
import { mayUse } from "./user-row";

const { sessions, users } = schema;

/**
 * Whoever changes what others may do is looked up once more, in the transaction of the change: hashing a password takes its time, and
 * who lost their rights meanwhile must leave nothing behind. Throws UNAUTHENTICATED or FORBIDDEN.
 */
export async function demandStill(
  tx: Transaction,
  { services, principal }: SignedInContext,
  permission: Permission,
): Promise<void> {
  if (principal.kind !== "user") return;
  const [user] = await tx.select().from(users).where(eq(users.id, principal.id));
  if (!user || user.deletedAt !== null || !mayUse(user, services.config)) throw new HubError("UNAUTHENTICATED");
  if (principal.sessionId !== undefined) {
    const [session] = await tx.select().from(sessions).where(eq(sessions.id, principal.sessionId));
    if (!session || session.endedAt !== null) throw new HubError("UNAUTHENTICATED");
  }
  if (!permits(rolePermissions[user.role], permission)) throw new HubError("FORBIDDEN");
}
