import { and, eq } from "drizzle-orm";
import type { User } from "@/lib/contracts/identity";
import { Email } from "@/lib/contracts/primitives";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { isHubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { AuditAsker, Services } from "../context";
import { addressOf } from "../limits/limits";
import { createSession } from "./sessions";
import { createSignInThrottle } from "./sign-in-throttle";
import { mayUse, toUser, type UserRow, usable } from "./user-row";

export interface SignIn {
  email: string;
  password: string;
  userAgent: string | null;
  address?: string | null;
  /** The request's id. */
  traceId?: string | null;
  /** A page's session unless given. */
  method?: "password" | "token";
  /** 30 days unless given. */
  lifetimeMs?: number;
}

/** What a session cookie or token is made of. */
export interface SignedIn {
  user: User;
  sessionId: string;
  version: number;
}

const { users } = schema;
const throttle = createSignInThrottle();

/**
 * Starts a session for who knows the password. Null, after the same work and with no hint which it was, for an unknown user,
 * a wrong password, a disabled user and a demo account outside a demo. Throws UNAVAILABLE or RATE_LIMITED when too many try.
 */
export async function signIn(services: Services, input: SignIn): Promise<SignedIn | null> {
  const email = Email.safeParse(input.email).data;
  if (email === undefined || input.password.length === 0 || input.password.length > 200) {
    noteRefused(services, input, email, "UNAUTHENTICATED");
    return null;
  }
  const address = addressOf({ address: input.address ?? null });
  try {
    await services.limits.failedSignIns.check(address);
    const attempt = async () => {
      const [user] = await services.database.db.select().from(users).where(eq(users.email, email));
      const fits = await services.passwords.verify(user?.passwordHash ?? null, input.password);
      return user && fits && mayUse(user, services.config) ? startSession(services, user, input) : null;
    };
    const signedIn = await throttle(email, attempt, address);
    if (!signedIn) {
      noteRefused(services, input, email, "UNAUTHENTICATED");
      await countFailure(services, address);
    }
    return signedIn;
  } catch (error) {
    if (isHubError(error) && error.code === "RATE_LIMITED") noteRefused(services, input, email, error.code);
    throw error;
  }
}

/** The one that reaches the limit is still answered like every other: only the next is told to wait. */
const countFailure = ({ limits }: Services, address: string): Promise<void> =>
  limits.failedSignIns.consume(address).catch((error: unknown) => {
    if (!isHubError(error)) throw error;
  });

/** Somebody who types the password where the e-mail belongs shall not find it in the audit: only what is an e-mail is told. */
function noteRefused(services: Services, input: SignIn, email: string | undefined, refusedCode: string): void {
  services.audit.note(
    { ...from(input), principal: null },
    {
      action: "session.started",
      refusedCode,
      detail: { method: input.method ?? "password" },
      ...(email === undefined ? {} : { anonymousName: email }),
    },
  );
}

const from = ({ address = null, userAgent, traceId = null }: SignIn): Pick<AuditAsker, "via" | "caller"> => ({
  via: "rest",
  caller: { address, userAgent, traceId },
});

/** Null if the password changed or the user was disabled while the hash was computed: the row's lock decides who was first. */
async function startSession(services: Services, user: UserRow, input: SignIn): Promise<SignedIn | null> {
  const { passwordHash } = user;
  if (passwordHash === null) return null;
  const signedIn = await transaction(services.database, async (tx) => {
    const now = services.now();
    const [current] = await tx
      .update(users)
      .set({ lastLoginAt: now })
      .where(and(eq(users.id, user.id), eq(users.passwordHash, passwordHash), usable(services.config)))
      .returning();
    if (!current) return null;
    const sessionId = await createSession(tx, { userId: user.id, now, ...input });
    const principal = { kind: "user", id: current.id, name: current.name } as const;
    const detail = { method: input.method ?? "password" };
    await recordAudit(tx, { ...from(input), services, principal }, { action: "session.started", detail });
    return { user: toUser(current, services.config), sessionId, version: current.version };
  });
  services.wakeRelay();
  return signedIn;
}
