import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { endManySessions } from "./end-many-sessions";

/** Signs oneself out everywhere but here. */
export const endMyOtherSessions = defineVerb(operations.endMyOtherSessions, async (context) => {
  const { id, sessionId } = context.principal;
  return { ended: await endManySessions(context, id, sessionId) };
});
