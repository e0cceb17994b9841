import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { endManySessions } from "./end-many-sessions";

/** Signs somebody out everywhere; of an admin's own sessions the one that asks stays. */
export const endSessionsOfUser = defineVerb(operations.endSessionsOfUser, async (context, { id }) => {
  const { principal } = context;
  return { ended: await endManySessions(context, id, id === principal.id ? principal.sessionId : undefined) };
});
