import { and, eq } from "drizzle-orm";
import * as schema from "@/lib/db/schema";
import type { VerbContext } from "../context";
import { createSignInThrottle } from "../identity/sign-in-throttle";
import { deadLink, hashLinkSecret, type LinkRow, open } from "./password-links";

const { passwordLinks } = schema;

/** By address, because a guess names no account. */
const throttle = createSignInThrottle();

/** The open link with this secret. Guessing gets slower as at sign-in. Throws NOT_FOUND, the same for every link that does not open. */
export async function findLink({ services, caller }: VerbContext, secret: string): Promise<LinkRow> {
  const found = await throttle(caller?.address ?? "unknown", async () => {
    const matching = and(eq(passwordLinks.secretHash, hashLinkSecret(secret)), open(services.now()));
    const [link] = await services.database.db.select().from(passwordLinks).where(matching);
    return link ?? null;
  });
  if (!found) throw deadLink();
  return found;
}
