import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, type SQL } from "drizzle-orm";
import type { Invitation } from "@/lib/contracts/accounts";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";

const { passwordLinks } = schema;

export type LinkRow = typeof passwordLinks.$inferSelect;

export const invitationLifetimeMs = 7 * 24 * 3_600_000;
export const resetLifetimeMs = 24 * 3_600_000;

/** A new secret: what stands in the link, and the hash that is kept. */
export function createLinkSecret(): { path: string; secretHash: string } {
  const secret = randomBytes(32).toString("base64url");
  // Behind the #: a browser sends no fragment to any server, and none with a Referer.
  return { path: `/join#${secret}`, secretHash: hashLinkSecret(secret) };
}

/** A link is found by this: a comparison of hashes tells nobody how much of a guess was right. */
export const hashLinkSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Neither used nor revoked, whether or not it has expired. */
export const unused = (): SQL | undefined => and(isNull(passwordLinks.usedAt), isNull(passwordLinks.revokedAt));

/** Still opens. */
export const open = (now: Date): SQL | undefined => and(unused(), gt(passwordLinks.expiresAt, now));

/** Ends the unused links that would set this user's password. */
export async function revokeLinksFor(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx
    .update(passwordLinks)
    .set({ revokedAt: now })
    .where(and(unused(), eq(passwordLinks.userId, userId)));
}

/** Ends the open invitations of an address: whoever has an account, or is taken out, must not come in by one from before. */
export async function revokeInvitationsOf(tx: Transaction, email: string, now: Date): Promise<void> {
  await tx
    .update(passwordLinks)
    .set({ revokedAt: now })
    .where(and(unused(), eq(passwordLinks.kind, "invitation"), eq(passwordLinks.email, email)));
}

/** Ends the unused links that they made for others: who loses the right to make them leaves no door behind. */
export async function revokeLinksBy(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx
    .update(passwordLinks)
    .set({ revokedAt: now })
    .where(and(unused(), eq(passwordLinks.createdBy, userId)));
}

/** The same answer for a link that never was, was used or revoked, or has expired: nobody learns which. */
export const deadLink = (): HubError =>
  new HubError("NOT_FOUND", "This link does not work any more. Ask an administrator for a new one.");

export const toInvitation = (row: LinkRow, now: Date): Invitation => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  invitedBy: row.createdByName,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  expired: row.expiresAt <= now,
});
