import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { readSessionPage } from "./session-query";

/** Where everybody, or one user, is signed in. */
export const listSessions = defineVerb(operations.listSessions, ({ services, principal }, asked) =>
  readSessionPage(services, principal, asked),
);
