import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/dead-letters";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";

/**
 * Puts a dead letter back into the outbox, as the newest event of its stream: payloads are absolute and carry a version, so what
 * happened since is not undone by it. If it fails again it comes back. Throws NOT_FOUND when somebody was faster.
 */
export const retryDeadLetter = defineVerb(operations.retryDeadLetter, async (context, { id }) => {
  const { services } = context;
  const { deadLetters, outbox } = schema;
  await transaction(services.database, async (tx) => {
    const [letter] = await tx.delete(deadLetters).where(eq(deadLetters.id, id)).returning();
    if (!letter) throw new HubError("NOT_FOUND", "There is no such dead letter.");
    const { stream, type, at, payload, audience } = letter;
    await tx.insert(outbox).values({ stream, type, at, payload, audience });
    const target = { kind: "dead-letter", id, name: `${stream} ${type}` };
    await recordAudit(tx, context, { action: "dead-letter.retried", target });
  });
  services.wakeRelay();
  return {};
});
