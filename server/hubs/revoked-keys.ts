import type { Principal } from "@/lib/services/context";

/** API keys that were revoked while this process ran. */
export interface RevokedKeys {
  add(keyId: string): void;
  covers(principal: Principal): boolean;
}

/**
 * A connection that was being let in while its key was revoked was asked for too early to be refused, and is there too late to be closed
 * with the others: it is looked for here once it is. Ids are few, and a revoked key never comes back.
 */
export function createRevokedKeys(): RevokedKeys {
  const ids = new Set<string>();
  return {
    add: (keyId) => void ids.add(keyId),
    covers: ({ kind, id }) => kind === "key" && ids.has(id),
  };
}
