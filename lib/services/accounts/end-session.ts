import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { endOneSession } from "./end-one-session";

/** Signs somebody out in one place. */
export const endSession = defineVerb(operations.endSession, async (context, { id }) => {
  await endOneSession(context, id);
  return {};
});
