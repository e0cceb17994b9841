import { afterEach, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { setRuntime } from "@/lib/runtime";
import { testServices, unreachable } from "@/lib/services/identity/testing";
import { alive, ready } from "./health";

const probe = () => new Request("http://localhost/readyz");

afterEach(() => setRuntime(undefined));

it("[health] ready while the database answers, 503 while it does not; alive either way", async () => {
  await using database = await testDatabase();
  setRuntime(testServices(database));
  expect(await (await ready(probe())).json()).toEqual({ status: "ready", databaseMs: expect.any(Number) });
  setRuntime(testServices(unreachable(database)));
  const refused = await ready(probe());
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "UNAVAILABLE" });
  expect((await alive()).status).toBe(200);
});
