import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { rolePermissions } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import type { Principal, Services } from "../context";
import { noteSessionUse } from "./session-use";
import { mayUse } from "./user-row";

const { sessions, users } = schema;

/** All that a session cookie or an access token says: the user, the session and the user's version when it was issued. */
export const SessionClaims = z.object({ sub: z.uuid(), sid: z.uuid(), version: z.int().min(1) });
export type SessionClaims = z.infer<typeof SessionClaims>;

export const sessionLifetimeMs = 30 * 24 * 3_600_000;

export interface NewSession {
  userId: string;
  userAgent: string | null;
  address?: string | null;
  /** A password unless given. */
  method?: "password" | "sso" | "token";
  now: Date;
  /** 30 days unless given. */
  lifetimeMs?: number;
}

/** Starts a session in the transaction that established who it is; returns its id. */
export async function createSession(
  tx: Transaction,
  { userId, userAgent, address = null, method = "password", now, lifetimeMs }: NewSession,
): Promise<string> {
  const id = uuidv7();
  await tx.insert(sessions).values({
    id,
    userId,
    userAgent: userAgent?.slice(0, 300) ?? null,
    address,
    method,
    createdAt: now,
    expiresAt: new Date(now.getTime() + (lifetimeMs ?? sessionLifetimeMs)),
  });
  return id;
}

/** Somebody who is signed in now, and until when (ms since 1970) their session lasts. */
export interface LiveSession {
  principal: Principal;
  expiresAt: number;
}

/** Null if the session ended or expired, the user is disabled, or their access was renewed since (another version). */
export async function readSession(services: Services, claims: SessionClaims): Promise<LiveSession | null> {
  const [row] = await services.database.db
    .select({ user: users, session: sessions })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, claims.sid), eq(users.id, claims.sub)));
  if (!row || row.session.endedAt !== null || row.session.expiresAt <= services.now()) return null;
  if (row.user.version !== claims.version || !mayUse(row.user, services.config)) return null;
  void noteSessionUse(services, row.session);
  const { id, name, role } = row.user;
  return {
    principal: { kind: "user", id, name, role, permissions: rolePermissions[role], sessionId: claims.sid },
    expiresAt: row.session.expiresAt.getTime(),
  };
}

/** Who the claims stand for now, with the role of this moment; null if they count no longer. */
export const principalOfSession = async (services: Services, claims: SessionClaims): Promise<Principal | null> =>
  (await readSession(services, claims))?.principal ?? null;
