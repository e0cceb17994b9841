import { and, eq, isNull, lte, or } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";
import type { KeyRow } from "./key-row";

/** A use is recorded at most so often: who sends a sample each second is not to write a row each second. */
export const keyUseIntervalMs = 60_000;

const { apiKeys } = schema;

/** Keys whose use is being written at this moment, by database. */
const writing = new WeakMap<Services["database"], Set<string>>();

/** Records when and from where a key was used, beside the request: it waits for nothing, and fails for nobody. */
export function noteKeyUse(services: Services, row: KeyRow, address: string | null): void {
  const now = services.now();
  const due = new Date(now.getTime() - keyUseIntervalMs);
  const running = writing.get(services.database) ?? new Set();
  writing.set(services.database, running);
  if ((row.lastUsedAt !== null && row.lastUsedAt > due) || running.has(row.id)) return;
  running.add(row.id);
  services.database.db
    .update(apiKeys)
    .set({ lastUsedAt: now, ...(address !== null && { lastUsedAddress: address }) })
    // Another process may have been first.
    .where(and(eq(apiKeys.id, row.id), or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, due))))
    .then(
      () => undefined,
      (error: unknown) => services.log.warn({ err: error, keyId: row.id }, "the use of an API key was not recorded"),
    )
    .finally(() => running.delete(row.id));
}
