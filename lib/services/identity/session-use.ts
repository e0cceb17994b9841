import { eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";

const { sessions } = schema;

/** Nobody needs to know it more exactly, and each page makes several requests. */
const writtenEveryMs = 5 * 60_000;

/** Being written at this moment. */
const underway = new Set<string>();

type SessionRow = Pick<typeof sessions.$inferSelect, "id" | "createdAt" | "lastUsedAt">;

/** Keeps when a session was last used, at most every five minutes, beside the request: nobody waits for it, and it fails alone. */
export function noteSessionUse(services: Services, { id, createdAt, lastUsedAt }: SessionRow): void {
  const now = services.now();
  if (now.getTime() - (lastUsedAt ?? createdAt).getTime() < writtenEveryMs || underway.has(id)) return;
  underway.add(id);
  services.database.db
    .update(sessions)
    .set({ lastUsedAt: now })
    .where(eq(sessions.id, id))
    .then(
      () => undefined,
      (error: unknown) => services.log.warn({ err: error }, "the last use of a session was not written"),
    )
    .finally(() => underway.delete(id));
}
