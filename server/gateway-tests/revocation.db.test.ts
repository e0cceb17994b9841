import { performance } from "node:perf_hooks";
import { expect, it, vi } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { deleteUser } from "@/lib/services/accounts/delete-user";
import { endSession } from "@/lib/services/accounts/end-session";
import { endSessionsOfUser } from "@/lib/services/accounts/end-sessions-of-user";
import { signOut } from "@/lib/services/identity/sign-out";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { updateUser } from "@/lib/services/identity/update-user";
import { followOrders } from "./order-follower";
import { startWorld, type World } from "./world";

/** Orders at 50 a second until it is disposed. */
function tellOrders(world: World): AsyncDisposable {
  let isOver = false;
  const told = (async () => {
    while (!isOver) {
      const startedMs = performance.now();
      await world.placeOrders(1);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 20 - (performance.now() - startedMs))));
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      await told;
    },
  };
}

/** The limits that count are measured; how long a busy machine takes is not. */
const patience = { timeout: 10_000 };

it("[REVOKE-LIVE] on every wire whoever lost access is told why within 1 s and then receives nothing, however they knock; others do", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database, { limits: { connectionsPerUser: 40 } });
  const admin = contextOf(world.services, await addUser(world.services, { role: "admin" }));
  const control = await addUser(world.services);
  using others = await followOrders(world.url, await world.tokenOf(control));
  const ways = {
    disabled: (id: string, _sessionId: string) => updateUser(admin, { id, disabled: true }),
    deleted: (id: string) => deleteUser(admin, { id }),
    "a new password": (id: string) => updateUser(admin, { id, password: "set by an admin" }),
    "one session ended": (_id: string, sessionId: string) => endSession(admin, { id: sessionId }),
    "all sessions ended": (id: string) => endSessionsOfUser(admin, { id }),
    "signed out": (_id: string, sessionId: string) =>
      signOut(world.services, { sessionId: sessionId, reason: "signed out" }),
  };
  await using _orders = tellOrders(world);
  const victims = await Promise.all(
    Object.entries(ways).map(async ([name, revoke]) => {
      const user = await addUser(world.services);
      const { token, sessionId } = await world.sessionOf(user);
      return {
        name,
        revoke: () => revoke(user.id, sessionId),
        follower: await followOrders(world.url, token, { knocks: true }),
      };
    }),
  );
  for (const { name, revoke, follower } of victims) {
    await vi.waitFor(
      () => expect(Math.min(...follower.connections.map((one) => one.frames()))).toBeGreaterThan(3),
      patience,
    );
    await revoke();
    const revokedAtMs = performance.now();
    const codes = () => follower.connections.map((one) => one.code());
    await vi.waitFor(() => expect(codes()).not.toContain(null), patience);
    const latest = Math.max(...follower.connections.map((one) => one.endedAtMs() ?? 0));
    expect(latest - revokedAtMs, name).toBeLessThan(1_000);
    const code = name === "signed out" ? "SIGNED_OUT" : "REVOKED";
    expect(codes(), name).toEqual([code, code, code, expect.any(Number)]);
  }
  const received = () => victims.map(({ follower }) => follower.frames());
  const [theirs, before] = [received(), others.frames()];
  await vi.waitFor(() => expect(others.frames() - before).toBeGreaterThan(60), patience);
  expect(received()).toEqual(theirs);
  for (const { follower } of victims) follower[Symbol.dispose]();
}, 60_000);
