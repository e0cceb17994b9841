import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "./fixtures/world";

/** One server for all: each test has a console of its own. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

it("[CLI-KEY] a key is no login: whoami, send, orders and tail work by it alone, as far as its scopes go", async () => {
  const { key } = await world.makeKey(["orders.read", "metrics.write"]);
  const pulseboard = await world.open();
  const env = { PULSEBOARD_TOKEN: key };
  const itself = await pulseboard.run(["whoami", "--json"], { env });
  expect(JSON.parse(itself.stdout)).toMatchObject({
    kind: "key",
    name: "Webshop",
    permissions: ["orders.read", "metrics.write"],
    prefix: key.slice(0, 11),
  });
  expect((await pulseboard.run(["send", "queue.depth", "3", "--token", key])).code).toBe(0);
  const placed = await world.placeOrder();
  const listed = await pulseboard.run(["orders", "--limit", "1"], { env });
  expect(JSON.parse(listed.stdout)).toMatchObject({ id: placed, customer: { name: "Maya C." } });
  const refused = await pulseboard.run(["tail", "notifications"], { env });
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("not for you")]);
  expect((await pulseboard.run(["whoami"], { env: { PULSEBOARD_TOKEN: `${key.slice(0, -1)}!` } })).code).toBe(3);
  for (const { stdout, stderr } of [itself, listed, refused]) expect(stdout + stderr).not.toContain(key.slice(11));
}, 120_000);

it("[CLI-KEY-REVOKED] a tail ends with 3 when its key is revoked", async () => {
  const { id, key } = await world.makeKey(["orders.read"]);
  const tail = (await world.open()).start(["tail", "orders", "--token", key]);
  await tail.until(({ notes }) => notes.includes("from now on"));
  const order = await world.placeOrder();
  await tail.until(({ lines }) => lines.some((line) => JSON.parse(line).data.id === order));
  const code = new Promise((resolve) => tail.child.once("exit", resolve));
  await world.revokeKey(id);
  expect(await code).toBe(3);
  expect(tail.notes).toContain("Your access has ended.");
}, 120_000);
