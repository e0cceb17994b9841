import { eq, type SQL } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { Principal, Services } from "../context";
import { type KeyRow, principalOfKey } from "./key-row";
import { hashToFind, isSameHash } from "./key-text";
import { noteKeyUse } from "./key-use";

const { apiKeys, users } = schema;

/** A key that opens something now. `expiresAt` in ms since 1970, null for never. */
export interface LiveKey {
  principal: Principal;
  expiresAt: number | null;
}

/** Whose key this is; null for anything that is none, and for one that was revoked or has expired. `address`: where it is used from. */
export async function readKey(services: Services, key: string, address: string | null): Promise<LiveKey | null> {
  const hash = hashToFind(key);
  const row = hash === null ? null : await findLive(services, eq(apiKeys.hash, hash));
  // The index has found it already; this comparison tells nothing by its time, whatever the index may tell.
  return hash !== null && row && isSameHash(row.hash, hash) ? used(services, row, address) : null;
}

/** The key behind an access token, as it is now. */
export async function readKeyById(services: Services, id: string, address: string | null): Promise<LiveKey | null> {
  const row = await findLive(services, eq(apiKeys.id, id));
  return row && used(services, row, address);
}

async function findLive({ database, config, now }: Services, which: SQL): Promise<KeyRow | null> {
  const [found] = await database.db
    .select({ key: apiKeys, creatorIsDemo: users.demo })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdBy))
    .where(which);
  if (!found || found.key.revokedAt !== null) return null;
  if (found.key.expiresAt !== null && found.key.expiresAt <= now()) return null;
  // Everybody can sign in to a demo and make a key there: outside of one it opens nothing.
  return found.creatorIsDemo && !config.demo ? null : found.key;
}

function used(services: Services, row: KeyRow, address: string | null): LiveKey {
  noteKeyUse(services, row, address);
  return { principal: principalOfKey(row), expiresAt: row.expiresAt?.getTime() ?? null };
}
