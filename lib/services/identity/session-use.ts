import { eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";

const { sessions } = schema;

/** Nobody needs to know it more exactly, and each page makes several requests. */
const writtenEveryMs = 5 * 60_000;

/** Being written at this moment. */
const underway = new Set<string>();

type SessionRow = Pick<typeof sessions.$inferSelect, "id" | "createdAt" | "lastUsedAt">;

/**
 * Keeps when a session was last used, at most every five minutes, beside the request: nobody waits for it, and it fails alone. The
 * writing, which never rejects, or null when none is due.
 */
export function noteSessionUse(services: Services, { id, createdAt, lastUsedAt }: SessionRow): Promise<void> | null {
  const now = services.now();
  if (now.getTime() - (lastUsedAt ?? createdAt).getTime() < writtenEveryMs || underway.has(id)) return null;
  underway.add(id);
  return write(services, id, now).finally(() => underway.delete(id));
}

async function write({ database, log }: Services, id: string, lastUsedAt: Date): Promise<void> {
  try {
    await database.db.update(sessions).set({ lastUsedAt }).where(eq(sessions.id, id));
  } catch (error) {
    log.warn({ err: error }, "the last use of a session was not written");
  }
}
