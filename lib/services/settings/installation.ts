import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";

const key = "installation";

/** Names this installation among others that share a Redis or a host; made at the first start, the same for all its processes. */
export async function readInstallationId({ db }: Pick<Database, "db">): Promise<string> {
  await db.insert(schema.settings).values({ key, value: randomUUID() }).onConflictDoNothing();
  const [row] = await db.select().from(schema.settings).where(eq(schema.settings.key, key));
  return String(row?.value);
}
