import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";
import { hashPassword } from "./passwords";
import { toUser } from "./user-row";

/** Adds a user with a first password. Throws CONFLICT naming `email` when it is taken. */
export const createUser = defineVerb(operations.createUser, async ({ services }, { password, ...person }) => {
  const passwordHash = await hashPassword(password);
  const [row] = await services.database.db
    .insert(schema.users)
    .values({ id: uuidv7(), ...person, passwordHash, createdAt: services.now() })
    .onConflictDoNothing({ target: schema.users.email })
    .returning();
  if (!row) throw emailTaken();
  return toUser(row);
});

export const emailTaken = (): HubError =>
  new HubError("CONFLICT", "Somebody has this e-mail already.", {
    fields: [{ path: "email", message: "Already taken." }],
  });
