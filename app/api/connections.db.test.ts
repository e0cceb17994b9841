import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { addUser, testServices } from "@/lib/services/identity/testing";
import * as connections from "./admin/connections/route";

it("[OPS-CONN-REST] GET /api/admin/connections answers who may read them, and nobody else", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const answerTo = async (role: "viewer" | "operator" | "admin") =>
    call(services, connections.GET, { user: await addUser(services, { role }) });
  expect((await call(services, connections.GET)).status).toBe(401);
  expect((await answerTo("viewer")).status).toBe(403);
  expect((await answerTo("operator")).status).toBe(403);
  expect(await answerTo("admin")).toMatchObject({ status: 200, body: { connections: [], total: 0 } });
});
