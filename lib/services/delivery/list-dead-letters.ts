import { count, desc } from "drizzle-orm";
import { operations } from "@/lib/contracts/dead-letters";
import * as schema from "@/lib/db/schema";
import { defineVerb } from "../define-verb";

const shown = 100;

/** Events that were taken out of their streams, the newest first. */
export const listDeadLetters = defineVerb(operations.listDeadLetters, async ({ services }) => {
  const { deadLetters } = schema;
  const { db } = services.database;
  const rows = await db.select().from(deadLetters).orderBy(desc(deadLetters.diedAt), desc(deadLetters.id)).limit(shown);
  const [counted] = await db.select({ total: count() }).from(deadLetters);
  const items = rows.map(({ audience: _audience, at, diedAt, ...letter }) => ({
    ...letter,
    at: at.toISOString(),
    diedAt: diedAt.toISOString(),
  }));
  return { items, total: counted?.total ?? items.length };
});
