import { and, eq, ne } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { type Transaction, transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import type { Services } from "../context";
import { defineVerb } from "../define-verb";
import { fixedOf, signInWaysOf } from "../identity/sign-in-ways";
import { toUser, type UserRow, usable } from "../identity/user-row";
import { endSessions } from "./end-sessions";
import { findLink } from "./find-link";
import { deadLink, type LinkRow, open, unused } from "./password-links";

const { passwordLinks, users } = schema;

interface Use {
  link: LinkRow;
  passwordHash: string;
  services: Services;
}

/**
 * Sets the password that a link allows to set, once: an invitation becomes a user with exactly its role, a reset ends all that
 * the user had open. Throws NOT_FOUND, the same for every link that does not open; of two at once one wins.
 */
export const redeemPasswordLink = defineVerb(operations.redeemPasswordLink, async (context, { secret, password }) => {
  const { services } = context;
  const link = await findLink(context, secret);
  const passwordHash = await services.passwords.hash(password);
  const row = await transaction(services.database, async (tx) => {
    await claim(tx, link, services.now());
    const use = { link, passwordHash, services };
    const user = link.kind === "invitation" ? await addInvited(tx, use) : await resetPassword(tx, use);
    const { id, name, email, role } = user;
    const action = link.kind === "invitation" ? "invitation.accepted" : "password.reset";
    const detail =
      link.kind === "invitation" ? { email, role, invitedBy: link.createdByName } : { by: link.createdByName };
    await recordAudit(tx, context, { action, target: { kind: "user", id, name }, detail, anonymousName: name });
    return user;
  });
  services.wakeRelay();
  if (link.kind === "reset") services.hub.revokeUser(row.id);
  return toUser(row, services.config);
});

/** The row's lock decides who was first; whoever renewed it meanwhile made another link of it. */
async function claim(tx: Transaction, { id, secretHash }: LinkRow, now: Date): Promise<void> {
  const claimed = await tx
    .update(passwordLinks)
    .set({ usedAt: now })
    .where(and(eq(passwordLinks.id, id), eq(passwordLinks.secretHash, secretHash), open(now)))
    .returning({ id: passwordLinks.id });
  if (claimed.length === 0) throw deadLink();
}

async function addInvited(tx: Transaction, { link, passwordHash, services }: Use): Promise<UserRow> {
  const { id, email, name, role } = link;
  const now = services.now();
  const [created] = await tx
    .insert(users)
    .values({ id: uuidv7(), email, name, role, passwordHash, createdAt: now })
    .onConflictDoNothing({ target: users.email })
    .returning();
  // Somebody was added with this address in another way.
  if (!created) throw deadLink();
  const others = and(
    unused(),
    eq(passwordLinks.email, email),
    eq(passwordLinks.kind, "invitation"),
    ne(passwordLinks.id, id),
  );
  await tx.update(passwordLinks).set({ revokedAt: now }).where(others);
  return created;
}

async function resetPassword(tx: Transaction, { link, passwordHash, services }: Use): Promise<UserRow> {
  const userId = link.userId ?? "";
  const [before] = await tx
    .select()
    .from(users)
    .where(and(eq(users.id, userId), usable(services.config)))
    .for("update");
  // One that was made before single sign-on was set up gives nobody a password beside it.
  if (!before || fixedOf(signInWaysOf(before, services.config)).password !== null) throw deadLink();
  const [changed] = await tx
    .update(users)
    .set({ passwordHash, version: before.version + 1 })
    .where(eq(users.id, userId))
    .returning();
  if (!changed) throw new Error("A row that this transaction has locked is gone.");
  await endSessions(tx, { userId, now: services.now() });
  return changed;
}
