import { randomInt } from "node:crypto";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import type { Services } from "../context";
import { countable } from "./user-row";

/** True while nobody exists who could sign in: every page leads to /setup then, and /setup works only then. */
export const needsSetup = async ({ database, config }: Pick<Services, "database" | "config">): Promise<boolean> =>
  hasNoUser(database.db, config);

/** The same inside a transaction. */
export async function hasNoUser(
  reader: Services["database"]["db"] | Transaction,
  config: Pick<Services["config"], "demo">,
): Promise<boolean> {
  const [any] = await reader.select({ id: schema.users.id }).from(schema.users).where(countable(config)).limit(1);
  return any === undefined;
}

/** Without 0, O, 1, I and L: somebody reads it off a log and types it. */
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A one-time code for the first run such as `7KQM-2XWD-HP9R`: 59 random bits. */
export const generateSetupCode = (): string =>
  Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("")).join(
    "-",
  );
