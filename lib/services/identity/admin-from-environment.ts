import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { Password } from "@/lib/contracts/identity";
import { Email } from "@/lib/contracts/primitives";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import type { Services } from "../context";
import { usable } from "./user-row";

const { users } = schema;

const environment = { kind: "system", id: "environment", name: "ADMIN_EMAIL" } as const;

/** ADMIN_EMAIL and ADMIN_PASSWORD; server/environment.ts checks them with this. */
export const AdminFromEnvironment = z.strictObject({ email: Email, password: Password });
export type AdminFromEnvironment = z.infer<typeof AdminFromEnvironment>;

/**
 * The first admin without /setup: created while nobody active is an admin, so the variables may stay set and a later password
 * counts. "taken" when somebody who is no active admin has the address. Safe on several nodes at once.
 */
export async function ensureAdminFromEnvironment(
  services: Services,
  { email, password }: AdminFromEnvironment,
): Promise<"created" | "unneeded" | "taken"> {
  if (await hasActiveAdmin(services)) return "unneeded";
  const passwordHash = await services.passwords.hash(password);
  const created = await transaction(services.database, async (tx) => {
    const [row] = await tx
      .insert(users)
      .values({ id: uuidv7(), email, name: "Admin", role: "admin", passwordHash, createdAt: services.now() })
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id });
    if (!row) return false;
    const target = { kind: "user", id: row.id, name: "Admin" };
    const detail = { email, role: "admin" };
    await recordAudit(
      tx,
      { services, principal: environment, via: "worker" },
      { action: "user.created", target, detail },
    );
    return true;
  });
  if (created) return "created";
  return (await hasActiveAdmin(services)) ? "unneeded" : "taken";
}

async function hasActiveAdmin({ database, config }: Services): Promise<boolean> {
  const isAdmin = and(eq(users.role, "admin"), usable(config));
  const [admin] = await database.db.select({ id: users.id }).from(users).where(isAdmin).limit(1);
  return admin !== undefined;
}
