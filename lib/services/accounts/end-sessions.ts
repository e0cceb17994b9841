import { and, eq, isNull, ne } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";

const { sessions } = schema;

/** Ends a user's sessions for good, all but `except`; returns the ids of those that ended now. Their connections are the caller's. */
export async function endSessions(
  tx: Transaction,
  { userId, except, now }: { userId: string; except?: string | undefined; now: Date },
): Promise<string[]> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        except === undefined ? undefined : ne(sessions.id, except),
      ),
    )
    .returning({ id: sessions.id });
  return ended.map(({ id }) => id);
}
