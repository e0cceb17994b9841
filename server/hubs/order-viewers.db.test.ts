import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { startTestOps } from "./testing";

it("[OPS-VIEWERS] who has an order open knows who else has, as they come and go", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const order = await placeOrder(as(ops.services, "operator"));
  const [maya, omar] = [
    await addUser(ops.services, { name: "Maya" }),
    await addUser(ops.services, { name: "Omar", role: "operator" }),
  ];
  let seen: unknown;
  const watcher = await ops.connect(maya);
  watcher.group(`order:${order.id}`, {
    onMembers: (members) => {
      seen = members.map(({ name, connections }) => `${name} ${connections}`);
    },
  });
  await expect.poll(() => seen).toEqual(["Maya 1"]);
  const tabs = [await ops.connect(omar), await ops.connect(omar)];
  const stops = tabs.map((tab) => tab.group(`order:${order.id}`, { onMembers: () => undefined }));
  await expect.poll(() => seen).toEqual(["Maya 1", "Omar 2"]);
  stops[0]?.();
  await expect.poll(() => seen).toEqual(["Maya 1", "Omar 1"]);
  tabs[1]?.close();
  await expect.poll(() => seen).toEqual(["Maya 1"]);
});

it("[OPS-VIEWERS-RIGHTS] a group is joined with the resource: an order that exists, and nothing else", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const viewer = await ops.connect(await addUser(ops.services));
  const join = (group: string) => viewer.invoke("joinGroup", { group: group as `order:${string}` });
  const codeOf = (group: string) =>
    join(group).then(
      () => null,
      (error: { code: string }) => error.code,
    );
  const { id } = await placeOrder(as(ops.services, "operator"));
  expect(await codeOf(`order:${id}`)).toBeNull();
  expect(await codeOf("order:0199f000-0000-7000-8000-000000000000")).toBe("NOT_FOUND");
  for (const wrong of ["order:", "order:1", `user:${id}`, "connections", "metrics:overview", `order:${id}:more`]) {
    expect(await codeOf(wrong), wrong).toBe("INVALID_ARGUMENT");
  }
  // Said so that one can do better.
  await expect(join("order:1")).rejects.toMatchObject({
    fields: [{ path: "group", message: expect.stringContaining("order:0199f000-") }],
  });
});
