import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { type Transaction, transaction } from "@/lib/db/transaction";
import { HubError, type ParsedInputOf } from "@/lib/hub-protocol";
import { endSessions } from "../accounts/end-sessions";
import { revokeLinksBy, revokeLinksFor } from "../accounts/password-links";
import type { AuditFact } from "../audit/audit-fact";
import { recordAudit } from "../audit/record-audit";
import type { Principal } from "../context";
import { defineVerb } from "../define-verb";
import { keepOneAdmin } from "./keep-one-admin";
import { readLastSeen } from "./last-seen";
import { refuseFixed } from "./sign-in-ways";
import { demandStill } from "./still-allowed";
import { toUser, type UserRow } from "./user-row";

const { users } = schema;

type Changes = ParsedInputOf<typeof operations.updateUser>;

/**
 * Changes name, role, password (of others) or state. Disabling somebody or setting their password ends their sessions and all that
 * was issued; a role needs no new session, because it is looked up each time. Throws NOT_FOUND, and CONFLICT for what would
 * leave no active admin, take oneself out, or change what is the single sign-on provider's to decide.
 */
export const updateUser = defineVerb(operations.updateUser, async (context, input) => {
  const { services, principal } = context;
  refuseOwnExit(principal, input);
  const passwordHash = input.password === undefined ? undefined : await services.passwords.hash(input.password);
  const row = await transaction(services.database, async (tx) => {
    const removesAdmin = input.disabled === true || (input.role !== undefined && input.role !== "admin");
    if (removesAdmin) await keepOneAdmin(tx, services, { id: input.id, field: input.disabled ? "disabled" : "role" });
    await demandStill(tx, context, "users.manage");
    const [before] = await tx.select().from(users).where(eq(users.id, input.id)).for("update");
    if (!before || before.deletedAt !== null) throw new HubError("NOT_FOUND", "There is no such user.");
    if (input.role !== undefined && input.role !== before.role) refuseFixed(before, services.config, "role");
    if (passwordHash !== undefined) refuseFixed(before, services.config, "password");
    const after = await applyChanges(tx, { before, input, passwordHash, now: services.now() });
    const fact = factOfChange(before, after);
    if (fact) await recordAudit(tx, context, fact);
    return after;
  });
  services.wakeRelay();
  if (input.disabled === true || passwordHash !== undefined) services.hub.revokeUser(row.id);
  else services.hub.reauthorizeUser(row.id);
  return toUser(row, services.config, await readLastSeen(services, row));
});

function refuseOwnExit(principal: Principal, { id, disabled, role, password }: Changes): void {
  if (principal.id !== id) return;
  // There the present password is asked for: an open page alone must not be enough.
  if (password !== undefined) throw refusal("password", "Change your own password in Settings.");
  if (disabled === true) throw refusal("disabled", "You cannot disable yourself. Another admin can.");
  if (role !== undefined && role !== principal.role) {
    throw refusal("role", "You cannot change your own role. Another admin can.");
  }
}

interface Change {
  before: UserRow;
  input: Changes;
  passwordHash: string | undefined;
  now: Date;
}

async function applyChanges(tx: Transaction, { before, input, passwordHash, now }: Change): Promise<UserRow> {
  const disables = input.disabled === true && before.disabledAt === null;
  const endsAccess = disables || passwordHash !== undefined;
  const [row] = await tx
    .update(users)
    .set({
      name: input.name ?? before.name,
      role: input.role ?? before.role,
      passwordHash: passwordHash ?? before.passwordHash,
      disabledAt: input.disabled === undefined ? before.disabledAt : input.disabled ? (before.disabledAt ?? now) : null,
      version: before.version + (endsAccess ? 1 : 0),
    })
    .where(eq(users.id, before.id))
    .returning();
  if (!row) throw new Error("A row that this transaction has locked is gone.");
  if (endsAccess) {
    await endSessions(tx, { userId: before.id, now });
    await revokeLinksFor(tx, before.id, now);
  }
  if (disables || row.role !== before.role) await revokeLinksBy(tx, before.id, now);
  return row;
}

/** What changed, before and after; of a password only that it did. Null when everything was so before. */
function factOfChange(before: UserRow, after: UserRow): AuditFact | null {
  const [was, is] = [stateOf(before), stateOf(after)];
  const detail = {
    ...(before.name === after.name ? {} : { name: [before.name, after.name] }),
    ...(before.role === after.role ? {} : { role: [before.role, after.role] }),
    ...(was === is ? {} : { state: [was, is] }),
    ...(before.passwordHash === after.passwordHash ? {} : { password: "changed" }),
  };
  if (Object.keys(detail).length === 0) return null;
  const action = was === is ? "user.updated" : is === "disabled" ? "user.disabled" : "user.enabled";
  return { action, target: { kind: "user", id: after.id, name: after.name }, detail };
}

const stateOf = ({ disabledAt }: UserRow) => (disabledAt === null ? "active" : "disabled");

const refusal = (path: string, message: string): HubError =>
  new HubError("CONFLICT", message, { fields: [{ path, message }] });
