import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { endOneSession } from "./end-one-session";

/** Signs oneself out somewhere else, or here. Throws NOT_FOUND for somebody else's session too. */
export const endMySession = defineVerb(operations.endMySession, async (context, { id }) => {
  await endOneSession(context, id, context.principal.id);
  return {};
});
