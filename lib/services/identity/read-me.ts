import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";

/** Oneself: name, role and what that role may do. Throws NOT_FOUND for principals that are no user. */
export const readMe = defineVerb(operations.readMe, async ({ services, principal }) => {
  const [user] = await services.database.db
    .select({ email: schema.users.email, name: schema.users.name })
    .from(schema.users)
    .where(eq(schema.users.id, principal.id));
  if (!user) throw new HubError("NOT_FOUND", "There is no such user.");
  return { id: principal.id, ...user, role: principal.role, permissions: [...principal.permissions] };
});
