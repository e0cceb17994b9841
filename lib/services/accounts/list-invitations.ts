import { and, desc, eq, gt } from "drizzle-orm";
import { operations } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import { defineVerb } from "../define-verb";
import { toInvitation, unused } from "./password-links";

const { passwordLinks } = schema;

/** One that expired is offered for a new link this much longer. */
const shownAfterExpiryMs = 30 * 24 * 3_600_000;
const mostListed = 200;

/** Invitations that nobody has used yet, the newest first; the expired ones of a month too. */
export const listInvitations = defineVerb(operations.listInvitations, async ({ services }) => {
  const now = services.now();
  const since = new Date(now.getTime() - shownAfterExpiryMs);
  const rows = await services.database.db
    .select()
    .from(passwordLinks)
    .where(and(eq(passwordLinks.kind, "invitation"), unused(), gt(passwordLinks.expiresAt, since)))
    .orderBy(desc(passwordLinks.createdAt), desc(passwordLinks.id))
    .limit(mostListed);
  return { items: rows.map((row) => toInvitation(row, now)) };
});
