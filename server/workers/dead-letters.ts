import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { type Line, lockHead } from "./relay-store";

const { deadLetters, events, outbox } = schema;
const maxErrorCharacters = 500;

/** An event that fails: still in the outbox, by its id there, or stored already, by its offset. */
export type Suspect = { kind: "waiting"; outboxId: number } | { kind: "stored"; offset: number };

export interface Failure {
  error: unknown;
  tries: number;
}

/**
 * Takes an event out of its stream and keeps it as a dead letter, in one transaction under the relay's fence. One that has an
 * offset leaves a void there, so that the stream has no hole. Resolves to whether the event was still there.
 */
export function buryEvent(
  database: Database,
  line: Line,
  suspect: Suspect,
  { error, tries }: Failure,
): Promise<boolean> {
  const grave = { id: uuidv7(), error: describe(error), tries, diedAt: new Date() };
  return transaction(database, async (tx) => {
    await lockHead(tx, line);
    if (suspect.kind === "waiting") {
      const [row] = await tx.delete(outbox).where(eq(outbox.id, suspect.outboxId)).returning();
      if (!row) return false;
      const { stream, type, at, payload, audience } = row;
      await tx.insert(deadLetters).values({ ...grave, stream, type, at, payload, audience });
      return true;
    }
    const here = and(eq(events.stream, line.stream), eq(events.offset, suspect.offset));
    const [row] = await tx.select().from(events).where(here).for("update");
    if (!row) return false;
    const { stream, type, at, payload, audience, offset } = row;
    await tx.insert(deadLetters).values({ ...grave, stream, type, at, payload, audience, offset });
    await tx.update(events).set({ type: "void", payload: {}, audience: null }).where(here);
    return true;
  });
}

/** What went wrong, for people: the driver's words rather than the statement that drizzle names, which holds the data. */
function describe(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  const text = innermost instanceof Error ? `${innermost.name}: ${innermost.message}` : String(innermost);
  return text.replaceAll("\0", "").slice(0, maxErrorCharacters);
}
