import { and, asc, eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import type { Services } from "../context";
import { usable } from "./user-row";

const { users } = schema;

/**
 * To be called before `id` ceases to be an admin. Locks all active admins in one order, so that of two who remove each other the
 * second sees what the first did. Throws CONFLICT naming `field` when it is the last one.
 */
export async function keepOneAdmin(
  tx: Transaction,
  { config }: Services,
  { id, field }: { id: string; field: string },
): Promise<void> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), usable(config)))
    .orderBy(asc(users.id))
    .for("update");
  if (admins.length !== 1 || admins[0]?.id !== id) return;
  const message = "This is the last active admin. Make somebody else an admin first.";
  throw new HubError("CONFLICT", message, { fields: [{ path: field, message }] });
}
