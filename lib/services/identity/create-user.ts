import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { revokeInvitationsOf } from "../accounts/password-links";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { demandStill } from "./still-allowed";
import { toUser } from "./user-row";

/** Adds a user with a first password. Throws CONFLICT naming `email` when it is taken. */
export const createUser = defineVerb(operations.createUser, async (context, { password, ...person }) => {
  const { services } = context;
  const passwordHash = await services.passwords.hash(password);
  const row = await transaction(services.database, async (tx) => {
    await demandStill(tx, context, "users.manage");
    const [created] = await tx
      .insert(schema.users)
      .values({ id: uuidv7(), ...person, passwordHash, createdAt: services.now() })
      .onConflictDoNothing({ target: schema.users.email })
      .returning();
    if (!created) throw emailTaken();
    await revokeInvitationsOf(tx, created.email, services.now());
    const { id, name, email, role } = created;
    const target = { kind: "user", id, name };
    await recordAudit(tx, context, { action: "user.created", target, detail: { email, role } });
    return created;
  });
  services.wakeRelay();
  return toUser(row, services.config);
});

export const emailTaken = (): HubError =>
  new HubError("CONFLICT", "Somebody has this e-mail already.", {
    fields: [{ path: "email", message: "Already taken." }],
  });
