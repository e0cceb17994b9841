import { and, eq, inArray, isNotNull, or } from "drizzle-orm";
import type { Logger } from "pino";
import type { opsHub } from "@/lib/contracts/ops-hub";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { Principal } from "@/lib/services/context";
import type { Connection, Hub } from "@/server/hub";

const { apiKeys, sessions, users } = schema;

interface Options {
  hub: Pick<Hub<typeof opsHub, Principal>, "connections" | "closeWhere">;
  database: Pick<Database, "db">;
  log: Logger;
  intervalMs?: number;
}

/**
 * Looks in the database whether those who are connected here may still be. Another process tells at once whose access ended; what it tells may be
 * lost on the way, and neither side need notice.
 */
export function startAccessSweep({ hub, database, log, intervalMs = 4_000 }: Options): Disposable {
  let isLooking = false;
  let isFailing = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      await closeWhoMayNotBe(hub, database);
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, "connections could not be compared with the database");
      isFailing = true;
    } finally {
      isLooking = false;
    }
  }
  const timer = setInterval(() => void look(), intervalMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Closes the connections of this process whose user, session or key has no access any more, or another role or name. */
export async function closeWhoMayNotBe(hub: Options["hub"], { db }: Options["database"]): Promise<void> {
  const connections = hub.connections();
  const present = connections.map(({ principal }) => principal);
  // Whoever comes while the database is asked was not asked about.
  const isAskedAbout = new Set(connections.map(({ id }) => id));
  const idsOf = (kind: Principal["kind"]) => [
    ...new Set(present.filter((each) => each.kind === kind).map(({ id }) => id)),
  ];
  const sessionIds = [...new Set(present.flatMap(({ sessionId }) => sessionId ?? []))];
  const [people, ended, revoked] = await Promise.all([
    db
      .select({
        id: users.id,
        name: users.name,
        role: users.role,
        disabledAt: users.disabledAt,
        deletedAt: users.deletedAt,
      })
      .from(users)
      .where(inArray(users.id, idsOf("user"))),
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(inArray(sessions.id, sessionIds), isNotNull(sessions.endedAt))),
    db
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .leftJoin(users, eq(users.id, apiKeys.createdBy))
      .where(
        and(
          inArray(apiKeys.id, idsOf("key")),
          or(isNotNull(apiKeys.revokedAt), isNotNull(users.disabledAt), isNotNull(users.deletedAt)),
        ),
      ),
  ]);
  const known = new Map(people.map((person) => [person.id, person]));
  const gone = new Set([...ended, ...revoked].map(({ id }) => id));
  const mayNotBe = ({ principal }: Connection<Principal>): boolean => {
    if (gone.has(principal.id) || gone.has(principal.sessionId ?? "")) return true;
    const person = known.get(principal.id);
    return (
      principal.kind === "user" && (person === undefined || person.disabledAt !== null || person.deletedAt !== null)
    );
  };
  const isOther = ({ principal }: Connection<Principal>): boolean => {
    const person = known.get(principal.id);
    return person !== undefined && (person.role !== principal.role || person.name !== principal.name);
  };
  await Promise.all([
    hub.closeWhere((each) => isAskedAbout.has(each.id) && mayNotBe(each), "REVOKED"),
    hub.closeWhere((each) => isAskedAbout.has(each.id) && !mayNotBe(each) && isOther(each), "REAUTHORIZE"),
  ]);
}
