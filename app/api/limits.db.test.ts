import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, testServices } from "@/lib/services/identity/testing";
import * as me from "./me/route";
import * as token from "./token/route";

const tooMany = { status: 429, body: { code: "RATE_LIMITED", data: { retryAfterSeconds: expect.any(Number) } } };

it("[LIMIT-REQUESTS] one user's flood is answered 429 with Retry-After; others are not held up", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { requestsPerSecond: 1 });
  const [busy, calm] = [await addUser(services), await addUser(services)];
  for (let n = 0; n < 10; n++) expect((await call(services, me.GET, { user: busy })).status).toBe(200);
  const refused = await call(services, me.GET, { user: busy });
  expect(refused).toMatchObject(tooMany);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await call(services, me.GET, { user: calm })).status).toBe(200);
});

it("[LIMIT-CREDENTIALS] who sends wrong tokens is told to wait; a good one from the same address goes through", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const guess = () => call(services, me.GET, { headers: { authorization: "Bearer a.b.c" } });
  for (let n = 0; n < 60; n++) expect((await guess()).status).toBe(401);
  expect(await guess()).toMatchObject(tooMany);
  expect((await call(services, me.GET, { user: await addUser(services) })).status).toBe(200);
});

it("[LIMIT-SIGN-IN] thirty wrong passwords from one address, whatever the account, and that address waits; another does not", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const from = (address: string, email: string, password: string) =>
    signIn(services, { email, password, userAgent: null, address });
  for (let n = 0; n < 30; n++) expect(await from("192.0.2.1", `nobody-${n}@test.example`, "wrong")).toBeNull();
  await expect(from("192.0.2.1", user.email, user.password)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    data: { retryAfterSeconds: expect.any(Number) },
  });
  expect(await from("192.0.2.2", user.email, user.password)).not.toBeNull();
  const overRest = await call(services, token.POST, {
    method: "POST",
    body: { username: user.email, password: user.password },
    headers: { "x-pulseboard-address": "192.0.2.1" },
  });
  expect(overRest).toMatchObject(tooMany);
});
