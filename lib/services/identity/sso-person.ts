import { and, eq, isNull } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Role } from "@/lib/contracts/permissions";
import { Email } from "@/lib/contracts/primitives";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { revokeInvitationsOf, revokeLinksBy } from "../accounts/password-links";
import { recordAudit } from "../audit/record-audit";
import type { Caller, Services } from "../context";
import { keepOneAdmin } from "./keep-one-admin";
import { SsoRefused } from "./sso-refusal";
import type { SsoConfig } from "./sso-roles";
import { mayUse, type UserRow } from "./user-row";

const { users } = schema;

const provider = { kind: "system", id: "sso", name: "Single sign-on" } as const;

export interface SsoPerson {
  iss: string;
  sub: string;
  role: Role;
  email?: unknown;
  email_verified?: unknown;
  name?: unknown;
}

export interface Admission {
  services: Services;
  sso: SsoConfig;
  person: SsoPerson;
  caller: Caller;
  now: Date;
}

/**
 * The account of who came, with the role that they have now; created or linked if the rules of decision 018 allow it. Throws
 * SsoRefused, and CONFLICT when the last active admin would get another role.
 */
export async function admitPerson(
  tx: Transaction,
  admission: Admission,
): Promise<{ row: UserRow; roleChanged: boolean }> {
  const created = (await findPerson(tx, admission)) === null ? await linkOrAdd(tx, admission) : null;
  if (created) return { row: created, roleChanged: false };
  // Their twin in another tab may have been first: then they are there now.
  const known = await findPerson(tx, admission);
  if (!known) throw new SsoRefused(lacksProof(admission) ? "unverified" : "email-taken");
  return renew(tx, admission, known.id);
}

async function findPerson(tx: Transaction, { person }: Admission): Promise<{ id: string } | null> {
  const isThem = and(eq(users.ssoIssuer, person.iss), eq(users.ssoSubject, person.sub));
  const [row] = await tx.select({ id: users.id }).from(users).where(isThem);
  return row ?? null;
}

/** The row that was added; null when somebody has this e-mail, who may now be linked to the person. */
async function linkOrAdd(tx: Transaction, admission: Admission): Promise<UserRow | null> {
  const { services, person, caller, now } = admission;
  const email = Email.safeParse(person.email).data;
  if (email === undefined) throw new SsoRefused("no-email");
  if (person.email_verified === false) throw new SsoRefused("unverified");
  const row = {
    id: uuidv7(),
    email,
    name: nameOf(person, email),
    role: person.role,
    ssoIssuer: person.iss,
    ssoSubject: person.sub,
    createdAt: now,
    lastLoginAt: now,
  };
  const [added] = await tx.insert(users).values(row).onConflictDoNothing().returning();
  if (!added) {
    await linkByEmail(tx, admission, email);
    return null;
  }
  await revokeInvitationsOf(tx, email, now);
  const target = { kind: "user", id: added.id, name: added.name };
  const detail = { email, role: added.role, method: "sso" };
  await recordAudit(
    tx,
    { services, principal: provider, via: "rest", caller },
    { action: "user.created", target, detail },
  );
  return added;
}

const nameOf = ({ name }: SsoPerson, email: string): string => {
  const given = typeof name === "string" ? name.replace(/[\p{Cc}\s]+/gu, " ").trim() : "";
  return [...(given || email)].slice(0, 80).join("").trim();
};

/** Would be linked if only the provider vouched for the e-mail. No word of it is no. */
const lacksProof = ({ sso, person }: Admission): boolean => sso.linkByEmail && person.email_verified !== true;

/** Only where the environment says so, only by an e-mail that the provider has verified, and never over another identity. */
async function linkByEmail(tx: Transaction, admission: Admission, email: string): Promise<void> {
  const { services, sso, person, caller } = admission;
  if (!sso.linkByEmail || person.email_verified !== true) return;
  const [linked] = await tx
    .update(users)
    .set({ ssoIssuer: person.iss, ssoSubject: person.sub })
    .where(
      and(
        eq(users.email, email),
        isNull(users.ssoIssuer),
        isNull(users.disabledAt),
        isNull(users.deletedAt),
        eq(users.demo, false),
      ),
    )
    .returning();
  if (!linked) return;
  const target = { kind: "user", id: linked.id, name: linked.name };
  const context = { services, principal: provider, via: "rest", caller } as const;
  await recordAudit(tx, context, { action: "user.updated", target, detail: { singleSignOn: "linked" } });
}

/** Admins are locked before the row, as everywhere: two orders of locks would be a deadlock. */
async function renew(
  tx: Transaction,
  { services, person, caller, now }: Admission,
  id: string,
): Promise<{ row: UserRow; roleChanged: boolean }> {
  if (person.role !== "admin") await keepOneAdmin(tx, services, { id, field: "role" });
  const [before] = await tx.select().from(users).where(eq(users.id, id)).for("update");
  if (!before || !mayUse(before, services.config)) throw new SsoRefused("disabled");
  const [row] = await tx.update(users).set({ role: person.role, lastLoginAt: now }).where(eq(users.id, id)).returning();
  if (!row) throw new Error("A row that this transaction has locked is gone.");
  const roleChanged = row.role !== before.role;
  if (roleChanged) {
    await revokeLinksBy(tx, id, now);
    const target = { kind: "user", id, name: row.name };
    const context = { services, principal: provider, via: "rest", caller } as const;
    await recordAudit(tx, context, { action: "user.updated", target, detail: { role: [before.role, row.role] } });
  }
  return { row, roleChanged };
}
