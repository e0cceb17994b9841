import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import * as schema from "@/lib/db/schema";
import { testDatabase, testLog } from "@/lib/db/testing";
import type { HubClient } from "@/lib/hub-client";
import { addUser } from "@/lib/services/identity/testing";
import { addKey } from "@/lib/services/keys/testing";
import { closeWhoMayNotBe, startAccessSweep } from "./access-sweep";
import { startTestOps } from "./testing";

const { apiKeys, sessions, users } = schema;
const endOf = ({ state }: Pick<HubClient<OpsHub>, "state">) => ("code" in state ? state.code : state.kind);

it("[SWEEP] whose access ended in the database without a word is closed; whose role changed comes back with it; all others stay", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const [disabled, signedOut, promoted, untouched] = await Promise.all([1, 2, 3, 4].map(() => addUser(ops.services)));
  if (!disabled || !signedOut || !promoted || !untouched) throw new Error("four users were asked for");
  const clients: Awaited<ReturnType<typeof ops.connect>>[] = [];
  for (const user of [disabled, signedOut, promoted, untouched]) clients.push(await ops.connect(user));
  const key = await addKey(ops.services, ["orders.read"]);
  const program = await ops.connectWith(key.key);
  await database.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, disabled.id));
  await database.db.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.userId, signedOut.id));
  await database.db.update(users).set({ role: "operator" }).where(eq(users.id, promoted.id));
  await database.db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, key.id));
  const before = new Set(ops.hub.connections().map(({ id }) => id));
  await closeWhoMayNotBe(ops.hub, database);
  await expect.poll(() => [...clients, program].map(endOf)).toEqual(["REVOKED", "REVOKED", "live", "live", "REVOKED"]);
  const roles = ops.hub.connections().map(({ id, principal }) => [principal.id, principal.role, before.has(id)]);
  expect(roles.sort()).toEqual(
    [
      [promoted.id, "operator", false],
      [untouched.id, "viewer", true],
    ].sort(),
  );
});

it("[SWEEP-NEW] whoever connects while the database is asked about the others is let be", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const [first, second] = [await addUser(ops.services), await addUser(ops.services)];
  const one = await ops.connect(first);
  const looking = closeWhoMayNotBe(
    {
      connections: () => ops.hub.connections(),
      closeWhere: async (matches, code) => {
        await newcomer;
        return ops.hub.closeWhere(matches, code);
      },
    },
    database,
  );
  const newcomer = ops.connect(second);
  await looking;
  expect([one, await newcomer].map(endOf)).toEqual(["live", "live"]);
});

it("[SWEEP-ALWAYS] what another process told in vain is found without a word", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const [first, second] = [await addUser(ops.services), await addUser(ops.services)];
  const [one, other] = [await ops.connect(first), await ops.connect(second)];
  using _sweep = startAccessSweep({ hub: ops.hub, database, log: testLog, intervalMs: 20 });
  await database.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, first.id));
  await expect.poll(() => endOf(one)).toBe("REVOKED");
  expect(endOf(other)).toBe("live");
});
