import type { ApiKey } from "@/lib/contracts/api-keys";
import { type KeyScope, keyScopes } from "@/lib/contracts/permissions";
import type * as schema from "@/lib/db/schema";
import type { Principal } from "../context";

export type KeyRow = typeof schema.apiKeys.$inferSelect;

/** Those of today's list: a scope that keys may no longer have is gone from every key. */
export const scopesOf = ({ scopes }: Pick<KeyRow, "scopes">): KeyScope[] =>
  keyScopes.filter((scope) => scopes.includes(scope));

/** What administrators see of a key; never its hash. */
export const toApiKey = (row: KeyRow, facts: { creatorIsActive: boolean; connections: number }): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: scopesOf(row),
  createdBy: { id: row.createdBy, name: row.createdByName, active: facts.creatorIsActive },
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  lastUsedAddress: row.lastUsedAddress,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  connections: facts.connections,
});

/** The least role, because every principal has one: no demand that goes by roles is for keys. */
export const principalOfKey = (row: KeyRow): Principal => ({
  kind: "key",
  id: row.id,
  name: row.name,
  role: "viewer",
  permissions: scopesOf(row),
});

/** As the key an audit entry is about. */
export const auditTarget = ({ id, name }: Pick<KeyRow, "id" | "name">) => ({ kind: "key", id, name });
