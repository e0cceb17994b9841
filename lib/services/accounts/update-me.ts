import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { readPerson } from "../identity/read-me";

const { users } = schema;

/** One's own name. E-mail and role are an admin's to change. */
export const updateMe = defineVerb(operations.updateMe, async (context, { name }) => {
  const { services, principal } = context;
  await services.limits.ownChanges.consume(principal.id);
  await transaction(services.database, async (tx) => {
    const [before] = await tx.select().from(users).where(eq(users.id, principal.id)).for("update");
    if (!before) throw new HubError("NOT_FOUND", "There is no such user.");
    if (before.name !== name) {
      await tx.update(users).set({ name }).where(eq(users.id, before.id));
      const target = { kind: "user", id: before.id, name };
      await recordAudit(tx, context, { action: "user.updated", target, detail: { name: [before.name, name] } });
    }
  });
  services.wakeRelay();
  if (name !== principal.name) services.hub.reauthorizeUser(principal.id);
  return readPerson(services, principal);
});
