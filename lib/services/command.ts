import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import type { SignedInContext } from "./define-verb";

const hashOf = (input: unknown): string => createHash("sha256").update(canonical(input)).digest("base64url");

/** JSON with sorted keys, so that the order of fields is no difference. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
    .join(",")}}`;
}

/**
 * Runs a command once per principal and key, in one transaction: a repeat with the same input gives the stored result, with
 * another input IDEMPOTENCY_MISMATCH. Wakes the relay after the commit.
 */
export async function command<T extends object>(
  context: SignedInContext,
  operation: string,
  input: { key: string },
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { services, principal } = context;
  const inputHash = hashOf({ operation, ...input, key: undefined });
  const mine = and(eq(schema.idempotencyKeys.principal, principal.id), eq(schema.idempotencyKeys.key, input.key));
  const result = await transaction(services.database, async (tx) => {
    // The row is claimed first: a twin that runs beside us waits here for our commit, and then finds the result.
    const claimed = await tx
      .insert(schema.idempotencyKeys)
      .values({
        principal: principal.id,
        key: input.key,
        operation,
        inputHash,
        result: sql`'null'::jsonb`,
        createdAt: services.now(),
      })
      .onConflictDoNothing()
      .returning({ key: schema.idempotencyKeys.key });
    if (claimed.length === 0) {
      const [stored] = await tx.select().from(schema.idempotencyKeys).where(mine);
      if (stored?.inputHash !== inputHash) {
        throw new HubError("IDEMPOTENCY_MISMATCH", "This idempotency key was used for another request.", {
          fields: [{ path: "key", message: "Already used with another input." }],
        });
      }
      return stored.result as T;
    }
    const value = await run(tx);
    await tx.update(schema.idempotencyKeys).set({ result: value }).where(mine);
    return value;
  });
  services.wakeRelay();
  return result;
}
