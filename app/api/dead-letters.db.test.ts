import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { addUser, testServices } from "@/lib/services/identity/testing";
import * as discard from "./admin/dead-letters/[id]/discard/route";
import * as retry from "./admin/dead-letters/[id]/retry/route";
import * as list from "./admin/dead-letters/route";

it("[DL-REST] the admin lists, retries and discards dead letters; others are refused", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  const letter = { stream: "orders", type: "order.created", at: new Date(), payload: {}, error: "no", tries: 5 };
  const ids = [uuidv7(), uuidv7()];
  await database.db.insert(schema.deadLetters).values(ids.map((id) => ({ ...letter, id, diedAt: new Date() })));
  expect((await call(services, list.GET)).status).toBe(401);
  expect((await call(services, list.GET, { user: await addUser(services, { role: "operator" }) })).status).toBe(403);
  expect(await call(services, list.GET, { user: admin })).toMatchObject({ status: 200, body: { total: 2 } });
  const post = (handler: typeof retry.POST, id: string) =>
    call(services, handler, { method: "POST", user: admin, params: { id }, body: {} });
  expect((await post(retry.POST, ids[0] ?? "")).status).toBe(200);
  expect((await post(discard.POST, ids[1] ?? "")).status).toBe(200);
  expect((await post(discard.POST, ids[1] ?? "")).status).toBe(404);
  const putBack = database.db.select().from(schema.outbox).where(eq(schema.outbox.stream, "orders"));
  expect(await putBack).toHaveLength(1);
  expect(await call(services, list.GET, { user: admin })).toMatchObject({ body: { items: [], total: 0 } });
});
