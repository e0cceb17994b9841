import { and, eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { createSignInThrottle } from "../identity/sign-in-throttle";
import { signInWaysOf } from "../identity/sign-in-ways";
import { endSessions } from "./end-sessions";
import { revokeLinksFor } from "./password-links";

const { users } = schema;
const throttle = createSignInThrottle();

/**
 * One's own password, for who knows the present one; a wrong guess costs what it costs at sign-in. Every other session ends,
 * this one stays. Throws FORBIDDEN naming `current` for a wrong one and for an account without a password.
 */
export const changePassword = defineVerb(operations.changePassword, async (context, { current, password }) => {
  const { services, principal } = context;
  const presentHash = await throttle(principal.id, async () => {
    const [user] = await services.database.db.select().from(users).where(eq(users.id, principal.id));
    const hash = user?.passwordHash ?? null;
    const fits = await services.passwords.verify(hash, current);
    if (hash === null) throw noPassword(user ? signInWaysOf(user, services.config).provider : null);
    return fits ? hash : null;
  });
  if (presentHash === null) throw wrongPassword();
  const passwordHash = await services.passwords.hash(password);
  const ended = await transaction(services.database, async (tx) => {
    // Who changed it meanwhile was first.
    const [changed] = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, principal.id), eq(users.passwordHash, presentHash)))
      .returning();
    if (!changed) throw wrongPassword();
    const now = services.now();
    await revokeLinksFor(tx, principal.id, now);
    const { id, name } = principal;
    await recordAudit(tx, context, { action: "password.changed", target: { kind: "user", id, name } });
    return endSessions(tx, { userId: id, except: principal.sessionId, now });
  });
  services.wakeRelay();
  services.hub.revokeSessions(ended);
  return { ended: ended.length };
});

function wrongPassword(): HubError {
  const message = "This is not your present password.";
  return new HubError("FORBIDDEN", message, { fields: [{ path: "current", message }] });
}

/** They ask about themselves and are signed in: this tells them nothing that is not theirs. */
function noPassword(provider: string | null): HubError {
  const message =
    provider === null
      ? "Your account has no password. An admin can make a link that sets one."
      : `Your account has no password: you sign in with ${provider}.`;
  return new HubError("FORBIDDEN", message, { fields: [{ path: "current", message }] });
}
