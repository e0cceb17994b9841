import { z } from "zod";
import type { SsoRefusal } from "@/lib/contracts/sso-refusals";
import { transaction } from "@/lib/db/transaction";
import { isHubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { AuditAsker, Caller, Services } from "../context";
import { needsSetup } from "./first-run";
import { createSession } from "./sessions";
import type { SignedIn } from "./sign-in";
import { admitPerson } from "./sso-person";
import { SsoRefused } from "./sso-refusal";
import { roleOfClaims, type SsoConfig, trimSlash } from "./sso-roles";
import { toUser } from "./user-row";

/** What is read of the claims of a provider, beside its groups. All of it was signed by it, or came from it over TLS. */
const Claims = z.looseObject({
  iss: z.string().min(1).max(1_000),
  sub: z.string().min(1).max(255),
  email: z.unknown().optional(),
  email_verified: z.unknown().optional(),
  name: z.unknown().optional(),
});

/**
 * Starts a session for whom the provider vouches for, with the role that it gives them now; creates them the first time.
 * Throws `SsoRefused` with what to tell them; every refusal is noted for the audit, and nothing has changed then.
 */
export async function signInBySso(
  services: Services,
  sso: SsoConfig,
  { claims, caller }: { claims: unknown; caller: Caller },
): Promise<SignedIn> {
  const asker = { via: "rest", caller } as const;
  const parsed = Claims.safeParse(claims).data;
  if (parsed === undefined || trimSlash(parsed.iss) !== sso.issuer)
    throw refuse(services, asker, "failed", parsed?.email);
  const role = roleOfClaims(sso, parsed);
  if (role === null) throw refuse(services, asker, "no-role", parsed.email);
  if (await needsSetup(services)) throw refuse(services, asker, "not-set-up", parsed.email);
  try {
    return await startSession(services, sso, { asker, person: { ...parsed, role } });
  } catch (error) {
    if (error instanceof SsoRefused) throw refuse(services, asker, error.reason, parsed.email);
    // Whoever would be the last admin to go: the provider's word does not take the shop's last key away.
    if (isHubError(error) && error.code === "CONFLICT") throw refuse(services, asker, "last-admin", parsed.email);
    throw error;
  }
}

type Asker = Required<Pick<AuditAsker, "via" | "caller">>;
type Person = z.infer<typeof Claims> & { role: NonNullable<ReturnType<typeof roleOfClaims>> };

async function startSession(
  services: Services,
  sso: SsoConfig,
  { asker, person }: { asker: Asker; person: Person },
): Promise<SignedIn> {
  const { signedIn, roleChanged } = await transaction(services.database, async (tx) => {
    const now = services.now();
    const { row, roleChanged } = await admitPerson(tx, { services, sso, person, caller: asker.caller, now });
    const { address, userAgent } = asker.caller;
    const sessionId = await createSession(tx, { userId: row.id, userAgent, address, method: "sso", now });
    const principal = { kind: "user", id: row.id, name: row.name } as const;
    await recordAudit(tx, { ...asker, services, principal }, { action: "session.started", detail: { method: "sso" } });
    return { signedIn: { user: toUser(row, services.config), sessionId, version: row.version }, roleChanged };
  });
  services.wakeRelay();
  if (roleChanged) services.hub.reauthorizeUser(signedIn.user.id);
  return signedIn;
}

/** The e-mail is the provider's word for somebody, and told only if it is one. */
function refuse(services: Services, asker: Asker, reason: SsoRefusal, email: unknown): SsoRefused {
  noteSsoRefused(services, asker.caller, reason, email);
  return new SsoRefused(reason);
}

/** Tells the audit of a single sign-on that came to nothing. */
export function noteSsoRefused(services: Services, caller: Caller, reason: SsoRefusal, email?: unknown): void {
  const known = z.email().max(254).safeParse(email).data;
  services.audit.note(
    { via: "rest", caller, principal: null },
    {
      action: "session.started",
      refusedCode: reason === "failed" || reason === "refused" ? "UNAUTHENTICATED" : "FORBIDDEN",
      detail: { method: "sso", reason },
      ...(known === undefined ? {} : { anonymousName: known }),
    },
  );
}
