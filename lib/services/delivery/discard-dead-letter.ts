import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/dead-letters";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";

/** Gives a dead letter up for good; what it told stands in the database all the same. Throws NOT_FOUND when somebody was faster. */
export const discardDeadLetter = defineVerb(operations.discardDeadLetter, async ({ services, principal }, { id }) => {
  const { deadLetters } = schema;
  const [letter] = await services.database.db.delete(deadLetters).where(eq(deadLetters.id, id)).returning();
  if (!letter) throw new HubError("NOT_FOUND", "There is no such dead letter.");
  const { stream, type, error } = letter;
  services.log.warn({ id, stream, type, error, userId: principal.id }, "dead letter discarded");
  return {};
});
