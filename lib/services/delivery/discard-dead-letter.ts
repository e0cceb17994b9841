import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/dead-letters";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";

/** Gives a dead letter up for good; what it told stands in the database all the same. Throws NOT_FOUND when somebody was faster. */
export const discardDeadLetter = defineVerb(operations.discardDeadLetter, async (context, { id }) => {
  const { services, principal } = context;
  const { deadLetters } = schema;
  const { stream, type, error } = await transaction(services.database, async (tx) => {
    const [letter] = await tx.delete(deadLetters).where(eq(deadLetters.id, id)).returning();
    if (!letter) throw new HubError("NOT_FOUND", "There is no such dead letter.");
    const target = { kind: "dead-letter", id, name: `${letter.stream} ${letter.type}` };
    await recordAudit(tx, context, { action: "dead-letter.discarded", target });
    return letter;
  });
  services.wakeRelay();
  services.log.warn({ id, stream, type, error, userId: principal.id }, "dead letter discarded");
  return {};
});
