import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { readSessionPage } from "./session-query";

/** Where one is signed in. */
export const listMySessions = defineVerb(operations.listMySessions, ({ services, principal }, paging) =>
  readSessionPage(services, principal, { ...paging, userId: principal.id }),
);
