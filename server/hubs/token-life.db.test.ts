import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { connectionOf, startTestOps } from "./testing";

it("[OPS-TOKEN-REFRESH] a page outlives the token that it connected with, on the same connection", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const user = await addUser(ops.services);
  // Whole seconds stand in a token.
  const tokens = [await ops.tokenOf(user, 4_000), await ops.tokenOf(user)];
  const endsAtMs = Date.now() + 4_000;
  const client = await ops.connect(user, {
    auth: async () => ({ token: tokens.shift() }),
    refresh: async (self, { token }) => self.invoke("refreshToken", { token: token ?? "" }),
  });
  const kinds: string[] = [];
  client.subscribeState(({ kind }) => kinds.push(kind));
  const connectionId = connectionOf(client);
  await expect.poll(() => Date.now(), { timeout: 8_000, interval: 200 }).toBeGreaterThan(endsAtMs + 500);
  expect(await client.invoke("subscribe", { stream: "presence" })).toMatchObject({ users: [{ id: user.id }] });
  expect([connectionOf(client), kinds, tokens]).toEqual([connectionId, [], []]);
});

it("[OPS-TOKEN-END] without a new token the connection ends with the old one", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const user = await addUser(ops.services);
  const token = await ops.tokenOf(user, 2_000);
  const client = await ops.connect(user, { auth: async () => ({ token }) });
  await expect.poll(() => client.state, { timeout: 5_000 }).toMatchObject({ kind: "closed", code: "EXPIRED" });
});
