import { desc, eq, sql } from "drizzle-orm";
import { operations } from "@/lib/contracts/api-keys";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";
import { defineVerb } from "../define-verb";
import { toApiKey } from "./key-row";

const { apiKeys, users } = schema;

/** All that can be live at once, and as many of those that are over. */
const mostListed = 400;

/** Every key, the newest first, those that were revoked last. */
export const listApiKeys = defineVerb(operations.listApiKeys, async ({ services }) => {
  const rows = await services.database.db
    .select({ key: apiKeys, creator: users })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdBy))
    .orderBy(sql`${apiKeys.revokedAt} is not null`, desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(mostListed);
  const connections = await countConnections(services);
  return {
    items: rows.map(({ key, creator }) =>
      toApiKey(key, {
        creatorIsActive: creator !== null && creator.disabledAt === null && creator.deletedAt === null,
        connections: connections.get(key.id) ?? 0,
      }),
    ),
  };
});

/** How many connections each key has. */
async function countConnections({ hub }: Services): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind, userId } of (await hub.listConnections()).connections)
    if (kind === "key") counts.set(userId, (counts.get(userId) ?? 0) + 1);
  return counts;
}
