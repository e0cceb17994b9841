import { eq, sql } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";
import type { UserRow } from "./user-row";

const { sessions } = schema;

type Holder = Pick<Services, "database">;

const lastUse = sql`max(coalesce(${sessions.lastUsedAt}, ${sessions.createdAt}))`.mapWith(sessions.createdAt);

/** When each user's sessions were last used, by user; who has none is not in it. */
export async function readAllLastSeen({ database }: Holder): Promise<ReadonlyMap<string, Date>> {
  const rows = await database.db
    .select({ userId: sessions.userId, at: lastUse })
    .from(sessions)
    .groupBy(sessions.userId);
  return new Map(rows.map(({ userId, at }) => [userId, at]));
}

/** When this user's sessions were last used; once those are pruned, their last sign-in. */
export async function readLastSeen({ database }: Holder, { id, lastLoginAt }: UserRow): Promise<Date | null> {
  const [row] = await database.db.select({ at: lastUse }).from(sessions).where(eq(sessions.userId, id));
  return row?.at ?? lastLoginAt;
}
