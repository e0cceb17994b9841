import { eq } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { noteSessionUse } from "../identity/session-use";
import { principalOfSession } from "../identity/sessions";
import { type SignedIn, signIn } from "../identity/sign-in";
import { addUser, contextOf, type TestServices, type TestUser, testServices, unreachable } from "../identity/testing";
import { changePassword } from "./change-password";
import { endMyOtherSessions } from "./end-my-other-sessions";
import { endMySession } from "./end-my-session";
import { endSession } from "./end-session";
import { endSessionsOfUser } from "./end-sessions-of-user";
import { listMySessions } from "./list-my-sessions";
import { listSessions } from "./list-sessions";
import { updateMe } from "./update-me";

const firefox = "Mozilla/5.0 (Windows NT 10.0; rv:152.0) Gecko/20100101 Firefox/152.0";

async function begin(services: TestServices, user: TestUser, userAgent: string | null = null): Promise<SignedIn> {
  const signedIn = await signIn(services, { ...user, userAgent, address: "192.0.2.7" });
  if (!signedIn) throw new Error("The test's own user cannot sign in.");
  return signedIn;
}
const claimsOf = ({ user, sessionId, version }: SignedIn) => ({ sub: user.id, sid: sessionId, version });

it("[PASSWORD-OWN] the present password is needed; the new one ends every other session and keeps this one", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const [here, elsewhere] = [await begin(services, user), await begin(services, user)];
  const context = contextOf(services, user, here.sessionId);
  const password = "another password";
  await expect(changePassword(context, { current: "a wrong guess", password })).rejects.toMatchObject({
    code: "FORBIDDEN",
    fields: [{ path: "current" }],
  });
  expect(await principalOfSession(services, claimsOf(elsewhere))).not.toBeNull();
  expect(await changePassword(context, { current: user.password, password })).toEqual({ ended: 1 });
  expect(services.told).toEqual([`revoke session ${elsewhere.sessionId}`]);
  expect(await principalOfSession(services, claimsOf(here))).not.toBeNull();
  expect(await principalOfSession(services, claimsOf(elsewhere))).toBeNull();
  expect(await signIn(services, { ...user, userAgent: null })).toBeNull();
  expect(await signIn(services, { ...user, password, userAgent: null })).not.toBeNull();
});

it("[PASSWORD-OWN] wrong guesses of the present password are throttled as at sign-in, and who has none has none to guess", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  await database.db.update(schema.users).set({ passwordHash: null }).where(eq(schema.users.id, user.id));
  const context = contextOf(services, user);
  const guess = () => changePassword(context, { current: user.password, password: "another password" });
  const codes = await Promise.all(Array.from({ length: 7 }, () => guess().catch(({ code }) => code)));
  expect(codes.sort()).toEqual([...Array(5).fill("FORBIDDEN"), ...Array(2).fill("RATE_LIMITED")]);
});

it("[SESSIONS-OWN] one's sessions are told with client, address and which is this one; nobody else's", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const stranger = await begin(services, await addUser(services));
  const first = await begin(services, user, firefox);
  const second = await begin(services, user, "curl/8.5.0");
  services.hub.connectedSessions = async () => new Set([first.sessionId]);
  const context = contextOf(services, user, second.sessionId);
  const { items, nextCursor } = await listMySessions(context, {});
  expect(items.map(({ id, client, address, current, live }) => ({ id, client, address, current, live }))).toEqual([
    { id: second.sessionId, client: "curl", address: "192.0.2.7", current: true, live: false },
    { id: first.sessionId, client: "Firefox · Windows", address: "192.0.2.7", current: false, live: true },
  ]);
  expect(nextCursor).toBeNull();
  await expect(endMySession(context, { id: stranger.sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await principalOfSession(services, claimsOf(stranger))).not.toBeNull();
});

it("[SESSIONS-OWN] one ends one or all others; what has ended is in no list, and cannot end again", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const [here, one, two] = [await begin(services, user), await begin(services, user), await begin(services, user)];
  const context = contextOf(services, user, here.sessionId);
  await endMySession(context, { id: one.sessionId });
  expect(await principalOfSession(services, claimsOf(one))).toBeNull();
  await expect(endMySession(context, { id: one.sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await endMyOtherSessions(context, {})).toEqual({ ended: 1 });
  expect(services.told).toEqual([`revoke session ${one.sessionId}`, `revoke session ${two.sessionId}`]);
  expect((await listMySessions(context, {})).items.map(({ id }) => id)).toEqual([here.sessionId]);
});

it("[SESSIONS-ADMIN] an admin sees everybody's a page at a time, or one user's, and ends them; others may not", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const ada = await addUser(services, { role: "admin" });
  const fay = await addUser(services, { name: "Fay" });
  const own = await begin(services, ada);
  const [one, two, three] = [await begin(services, fay), await begin(services, fay), await begin(services, fay)];
  const admin = contextOf(services, ada, own.sessionId);
  const newestFirst = [three, two, one, own].map(({ sessionId }) => sessionId);
  const first = await listSessions(admin, { limit: 3 });
  const rest = await listSessions(admin, { limit: 3, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items].map(({ id }) => id).sort()).toEqual(newestFirst.sort());
  expect(rest.nextCursor).toBeNull();
  expect((await listSessions(admin, { userId: fay.id })).items.map(({ user }) => user.name)).toEqual([
    "Fay",
    "Fay",
    "Fay",
  ]);
  await endSession(admin, { id: two.sessionId });
  expect(await endSessionsOfUser(admin, { id: fay.id })).toEqual({ ended: 2 });
  expect(services.told.sort()).toEqual([one, two, three].map(({ sessionId }) => `revoke session ${sessionId}`).sort());
  expect((await listSessions(admin, {})).items.map(({ id }) => id)).toEqual([own.sessionId]);
  const viewer = contextOf(services, fay);
  for (const attempt of [
    () => listSessions(viewer, {}),
    () => endSession(viewer, { id: own.sessionId }),
    () => endSessionsOfUser(viewer, { id: ada.id }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

it("[SESSION-USE] the last use is kept beside the request, at most every five minutes and once at a time", async () => {
  await using database = await testDatabase();
  let ms = Date.parse("2026-11-01T10:00:00Z");
  const services = testServices(database, { now: () => new Date(ms) });
  const claims = claimsOf(await begin(services, await addUser(services)));
  const readRow = async () => {
    const [row] = await database.db.select().from(schema.sessions);
    if (!row) throw new Error("The test's own session is missing.");
    return row;
  };
  const fresh = await readRow();
  ms += 299_999;
  expect(noteSessionUse(services, fresh)).toBeNull();
  ms += 1;
  const writing = noteSessionUse(services, fresh);
  expect(noteSessionUse(services, fresh)).toBeNull();
  await writing;
  const used = await readRow();
  expect(used.lastUsedAt?.getTime()).toBe(ms);
  ms += 299_999;
  expect(noteSessionUse(services, used)).toBeNull();
  ms += 1;
  expect(await principalOfSession(services, claims)).not.toBeNull();
  await vi.waitFor(async () => expect((await readRow()).lastUsedAt?.getTime()).toBe(ms));
  // Without a database nobody's request fails for it.
  ms += 300_000;
  await expect(
    noteSessionUse(testServices(unreachable(database), { now: () => new Date(ms) }), used),
  ).resolves.toBeUndefined();
});

it("[PROFILE] one changes one's own name, and every page is told", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { name: "Fay" });
  expect(await updateMe(contextOf(services, user), { name: "Fay Field" })).toMatchObject({
    name: "Fay Field",
    id: user.id,
  });
  expect(services.told).toEqual([`reauthorize ${user.id}`]);
  const [entry] = await database.db.select().from(schema.auditEntries);
  expect(entry).toMatchObject({ action: "user.updated", detail: { name: ["Fay", "Fay Field"] } });
});
