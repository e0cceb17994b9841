import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { addUser, testServices } from "@/lib/services/identity/testing";
import * as oneUser from "./admin/users/[id]/route";
import * as users from "./admin/users/route";
import * as me from "./me/route";
import * as setup from "./setup/route";
import * as token from "./token/route";

const post = (body?: unknown) => ({ method: "POST", body });

it("[token] e-mail and password give a token that REST takes, for five minutes", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "operator", name: "Otto" });
  const issued = await call(services, token.POST, post({ username: user.email, password: user.password }));
  expect(issued).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 300 } });
  expect(issued.headers.get("cache-control")).toBe("no-store");
  const headers = { authorization: `Bearer ${issued.body.access_token}` };
  expect((await call(services, me.GET, { headers })).body).toMatchObject({
    id: user.id,
    name: "Otto",
    role: "operator",
  });
});

it("[token] an access token is no way to the next one", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  expect(await call(services, token.POST, { ...post(), user })).toMatchObject({
    status: 401,
    body: { code: "UNAUTHENTICATED" },
  });
});

it("[login] unknown user and wrong password: same status, same body but for the trace", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const attempts = [
    { username: user.email, password: "wrong password" },
    { username: "nobody@test.example", password: "wrong password" },
  ];
  const answers = [];
  for (const attempt of attempts) {
    const { status, body } = await call(services, token.POST, post(attempt));
    answers.push({ status, ...body, traceId: "" });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(401);
});

it("[first run] POST /api/setup creates the admin, 403 for a wrong code, 409 afterwards", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: "7KQM-2XWD-HP9R" });
  const admin = {
    code: "7KQM-2XWD-HP9R",
    email: "boss@test.example",
    name: "Boss",
    password: "a good password",
    shopName: "Corner Shop",
    timeZone: "Europe/Berlin",
    currency: "EUR",
  };
  expect((await call(services, setup.POST, post({ ...admin, code: "WRONG" }))).status).toBe(403);
  expect(await database.db.select().from(schema.users)).toEqual([]);
  expect(await call(services, setup.POST, post(admin))).toMatchObject({ status: 201, body: { role: "admin" } });
  expect((await call(services, setup.POST, post({ ...admin, email: "b@test.example" }))).status).toBe(409);
});

it("[users] an admin lists, adds and changes; others may not", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  const viewer = await addUser(services);
  const newcomer = { email: "maya@test.example", name: "Maya", role: "viewer", password: "a good password" };
  const created = await call(services, users.POST, { ...post(newcomer), user: admin });
  expect(created.status).toBe(201);
  const location = created.headers.get("location") ?? "";
  expect(location).toBe(`/api/admin/users/${created.body.id}`);
  expect(await call(services, users.POST, { ...post(newcomer), user: admin })).toMatchObject({
    status: 409,
    body: { code: "CONFLICT", errors: [{ path: "email" }] },
  });
  const change = { method: "PATCH", body: { role: "operator" }, params: { id: created.body.id } };
  expect((await call(services, oneUser.PATCH, { ...change, user: admin })).body).toMatchObject({ role: "operator" });
  expect((await call(services, users.GET, { user: admin })).body.items).toHaveLength(3);
  for (const refused of [
    await call(services, users.GET, { user: viewer }),
    await call(services, users.POST, { ...post(newcomer), user: viewer }),
    await call(services, oneUser.PATCH, { ...change, user: viewer }),
  ]) {
    expect(refused.status).toBe(403);
  }
});
