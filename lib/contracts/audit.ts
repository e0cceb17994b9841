import { z } from "zod";
import { operation, streamOperation } from "@/lib/hub-protocol";
import { Instant, PageLimit, searchText, Uuid } from "./primitives";

export const AuditActor = z.strictObject({
  kind: z.enum(["user", "key", "system", "anonymous"]),
  /** Null for whoever is not known. */
  id: z.string().nullable(),
  name: z.string(),
});

/**
 * Who did what from where. `action` such as `user.updated`; `refusedCode` null: it was done; `count`: refusals that repeat are gathered.
 * `detail` says what changed, never a password, a token or a key.
 */
export const AuditEntry = z.strictObject({
  id: Uuid,
  at: z.string(),
  actor: AuditActor,
  action: z.string(),
  target: z.strictObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  refusedCode: z.string().nullable(),
  count: z.int(),
  via: z.enum(["rest", "hub", "page", "worker"]),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  traceId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `q` looks at names, action and address; `action` is one, or all that begin with it (`user.`). Times: from inclusive, to exclusive. */
export const AuditFilter = z.strictObject({
  q: searchText.optional(),
  action: z
    .string()
    .max(60)
    .regex(/^[a-z.-]+$/i, "Letters, dots and hyphens.")
    .optional(),
  actorId: z.string().max(100).optional(),
  outcome: z.enum(["done", "refused"]).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Newest first, with the stream's place before it was read. */
export const AuditPage = z.strictObject({
  items: z.array(AuditEntry),
  nextCursor: z.string().nullable(),
  epoch: z.string(),
  head: z.int(),
});
export type AuditPage = z.infer<typeof AuditPage>;

export const operations = {
  listAudit: operation({
    input: AuditFilter.extend({ limit: PageLimit, cursor: z.string().max(200).optional() }),
    output: AuditPage,
    permission: "audit.read",
  }),
  /** Everything that the filter lets through, newest first. */
  exportAudit: streamOperation({ input: AuditFilter, item: AuditEntry, permission: "audit.read" }),
};
