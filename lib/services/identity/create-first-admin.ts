import { createHash, timingSafeEqual } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { type Transaction, transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { Services } from "../context";
import { defineVerb } from "../define-verb";
import { writeShop } from "../settings/shop";
import { emailTaken } from "./create-user";
import { hasNoUser, needsSetup } from "./first-run";
import { toUser } from "./user-row";

/**
 * The first run: creates the admin and stores the shop. Throws CONFLICT once there is a user, and FORBIDDEN for a code that is
 * not the one in the log. Of several at once one wins.
 */
export const createFirstAdmin = defineVerb(operations.createFirstAdmin, async (context, input) => {
  const { services } = context;
  if (!(await needsSetup(services))) throw alreadySetUp();
  const code = services.setupCode();
  if (code === null || !sameCode(code, input.code)) {
    const message = "This is not the code in the server's log.";
    throw new HubError("FORBIDDEN", message, { fields: [{ path: "code", message }] });
  }
  const { email, name, shopName, timeZone, currency } = input;
  const passwordHash = await services.passwords.hash(input.password);
  const row = await transaction(services.database, async (tx) => {
    await claimFirstRun(tx, services);
    await writeShop(tx, { name: shopName, timeZone, currency });
    const [created] = await tx
      .insert(schema.users)
      .values({ id: uuidv7(), email, name, role: "admin", passwordHash, createdAt: services.now() })
      .onConflictDoNothing({ target: schema.users.email })
      .returning();
    // A demo account of an earlier demo may have the address.
    if (!created) throw emailTaken();
    const principal = { kind: "user", id: created.id, name: created.name } as const;
    const detail = { email: created.email, timeZone, currency };
    const target = { kind: "shop", id: null, name: shopName };
    await recordAudit(tx, { ...context, principal }, { action: "setup.completed", target, detail });
    return created;
  });
  services.wakeRelay();
  return toUser(row, services.config);
});

/** The row is the fence: a twin waits here for our commit and then finds it. Advisory locks are none on the embedded database. */
async function claimFirstRun(tx: Transaction, { config, now }: Services): Promise<void> {
  const claimed = await tx
    .insert(schema.settings)
    .values({ key: "first-admin", value: { at: now().toISOString() } })
    .onConflictDoNothing()
    .returning({ key: schema.settings.key });
  if (claimed.length === 0 || !(await hasNoUser(tx, config))) throw alreadySetUp();
}

const alreadySetUp = () => new HubError("CONFLICT", "Pulseboard is set up already. Sign in instead.");

/** In constant time; spaces, dashes and case are how people copy, not what they know. */
const sameCode = (expected: string, given: string): boolean => timingSafeEqual(digest(expected), digest(given));

const digest = (code: string) => createHash("sha256").update(code.replace(/[\s-]/g, "").toUpperCase()).digest();
