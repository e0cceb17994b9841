import { and, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Session, SessionPage } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { clientName } from "../connections/client-name";
import type { Principal, Services } from "../context";
import { usable } from "../identity/user-row";
import { decodeCursor, encodeCursor } from "../list-cursor";

const { sessions, users } = schema;

interface Asked {
  limit: number;
  cursor?: string | undefined;
  /** Everybody's unless given. */
  userId?: string | undefined;
}

/** Sessions that open something now, the latest sign-in first, a page at a time. Throws INVALID_ARGUMENT for a foreign cursor. */
export async function readSessionPage(
  services: Services,
  principal: Principal,
  { limit, cursor, userId }: Asked,
): Promise<SessionPage> {
  const after = decodeCursor(cursor);
  const rows = await services.database.db
    .select({ session: sessions, user: { id: users.id, name: users.name, email: users.email } })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        alive(services.now()),
        usable(services.config),
        userId === undefined ? undefined : eq(sessions.userId, userId),
        after === null
          ? undefined
          : sql`(${sessions.createdAt}, ${sessions.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.session;
  const connected = await services.hub.connectedSessions();
  return {
    items: page.map((row) => toSession(row, { currentId: principal.sessionId, connected })),
    nextCursor: rows.length > page.length && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
  };
}

export const alive = (now: Date): SQL | undefined => and(isNull(sessions.endedAt), gt(sessions.expiresAt, now));

interface Row {
  session: typeof sessions.$inferSelect;
  user: Session["user"];
}

const toSession = (
  { session, user }: Row,
  { currentId, connected }: { currentId: string | undefined; connected: ReadonlySet<string> },
): Session => ({
  id: session.id,
  user,
  current: session.id === currentId,
  live: connected.has(session.id),
  client: clientName(session.userAgent ?? undefined),
  address: session.address,
  method: session.method,
  createdAt: session.createdAt.toISOString(),
  lastUsedAt: (session.lastUsedAt ?? session.createdAt).toISOString(),
  expiresAt: session.expiresAt.toISOString(),
});
