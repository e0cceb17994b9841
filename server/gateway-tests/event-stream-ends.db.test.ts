import { describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { updateUser } from "@/lib/services/identity/update-user";
import { type Opened, openEvents } from "./event-source";
import { startWorld } from "./world";

const path = "/api/stream?streams=orders";
const lastNotice = ({ events }: Opened) => {
  const { event, data } = events.at(-1) ?? { event: "", data: "null" };
  return event === "notice" ? JSON.parse(data) : null;
};
/** What an EventSource sends. */
const eventSource = { accept: "text/event-stream" };

describe("Server-Sent Events: who is refused", () => {
  it.each([
    ["nothing asked for", "/api/stream", "GET", {}, 400],
    ["an unknown stream", "/api/stream?streams=orders,secrets", "GET", {}, 400],
    ["a stream that is not durable", "/api/stream?streams=metrics", "GET", {}, 400],
    ["an id that is none, in the address", `${path}&lastEventId=garbage`, "GET", {}, 400],
    ["HEAD", path, "HEAD", {}, 405],
    ["POST", path, "POST", {}, 405],
    ["a foreign Origin", path, "GET", { origin: "http://evil.example" }, 403],
    ["a cookie from another site", path, "GET", { cookie: "a=b", "sec-fetch-site": "cross-site" }, 403],
    ["no credential", path, "GET", { authorization: "" }, 401],
    ["a bad token", path, "GET", { authorization: "Bearer x.y.z" }, 401],
    ["a bad cookie", path, "GET", { authorization: "", cookie: "next-auth.session-token=x" }, 401],
  ] as const)("[SSE-REFUSED] %s", async (_name, address, method, headers, status) => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services));
    const given = { authorization: `Bearer ${token}`, ...headers };
    if (given.authorization === "") Reflect.deleteProperty(given, "authorization");
    if ("cookie" in headers && headers.cookie === "a=b") Reflect.deleteProperty(given, "authorization");
    using opened = await openEvents(`${world.url}${address}`, { method, headers: given });
    await opened.ended;
    expect(opened.status).toBe(status);
    expect(opened.headers["content-type"]).toBe("application/problem+json");
    if (method === "GET")
      expect(JSON.parse(opened.text)).toMatchObject({ status, traceId: opened.headers["x-request-id"] });
    if (status === 405) expect(opened.headers.allow).toBe("GET, OPTIONS");
    expect([world.hub.connections(), world.answers]).toEqual([[], [status]]);
  });

  it("[SSE-TOKEN] a token in the address counts, for a program that can send no header", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services));
    using opened = await openEvents(`${world.url}${path}&access_token=${token}`);
    await opened.until(({ events }) => events.length > 0);
    expect(opened.status).toBe(200);
  });

  it("[SSE-QUOTA] one more than a user may have is 429; a place is free again once one has gone", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database, { limits: { connectionsPerUser: 1 } });
    const token = await world.tokenOf(await addUser(world.services));
    const first = await openEvents(`${world.url}${path}`, { token });
    using second = await openEvents(`${world.url}${path}`, { token });
    await second.ended;
    expect([second.status, second.headers["retry-after"]]).toEqual([429, "1"]);
    first[Symbol.dispose]();
    await expect.poll(() => world.hub.connections()).toEqual([]);
    using third = await openEvents(`${world.url}${path}`, { token });
    expect(third.status).toBe(200);
  });

  it("[SSE-AWAY] while the server goes, a program is told 503; an EventSource, which would never come back, is told when to", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services));
    await world.drain();
    using program = await openEvents(`${world.url}${path}`, { token });
    using page = await openEvents(`${world.url}${path}`, { token, headers: eventSource });
    await Promise.all([program.ended, page.ended]);
    expect([program.status, program.headers["retry-after"], page.status]).toEqual([503, "1", 200]);
    expect(page.text).toMatch(/^retry: \d+\n/);
    expect(lastNotice(page)).toMatchObject({ code: "RESTARTING", retry: true });
  });
});

describe("Server-Sent Events: how they end", () => {
  it("[SSE-SIGNED-OUT] the end of a session ends its stream within a second, for good: the reader that comes back is answered 204", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const user = await addUser(world.services);
    const { token, sessionId } = await world.sessionOf(user);
    using opened = await openEvents(`${world.url}${path}`, { token });
    const place = await opened.until(({ lastId }) => lastId);
    const startedMs = performance.now();
    world.services.hub.closeSession(sessionId);
    await opened.ended;
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(lastNotice(opened)).toMatchObject({ code: "SIGNED_OUT", retry: false });
    expect(opened.lastId).toBe(`closed=SIGNED_OUT,${place}`);
    using again = await openEvents(`${world.url}${path}`, {
      token: await world.tokenOf(user),
      lastId: opened.lastId,
      headers: eventSource,
    });
    await again.ended;
    expect([again.status, again.text]).toEqual([204, ""]);
    // A program that goes on with it on purpose goes on where it was.
    const url = `${world.url}${path}&lastEventId=${encodeURIComponent(opened.lastId)}`;
    using onPurpose = await openEvents(url, { token: await world.tokenOf(user) });
    expect(onPurpose.status).toBe(200);
  });

  it("[SSE-REVOKED] who is disabled hears no more within a second, and is refused from then on", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const admin = await addUser(world.services, { role: "admin" });
    const user = await addUser(world.services);
    const token = await world.tokenOf(user);
    using opened = await openEvents(`${world.url}${path}`, { token });
    await opened.until(({ lastId }) => lastId !== "");
    const startedMs = performance.now();
    await updateUser(contextOf(world.services, admin), { id: user.id, disabled: true });
    await opened.ended;
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await world.placeOrders(1);
    expect(opened.events.map(({ event }) => event)).toEqual(["snapshot", "notice"]);
    expect(lastNotice(opened)).toMatchObject({ code: "REVOKED", retry: false });
    // An EventSource that comes back is told to stop; whoever comes anew is refused.
    using again = await openEvents(`${world.url}${path}`, { token, headers: eventSource, lastId: opened.lastId });
    using anew = await openEvents(`${world.url}${path}`, { token });
    await Promise.all([again.ended, anew.ended]);
    expect([again.status, anew.status]).toEqual([204, 401]);
  });

  it("[SSE-EXPIRED] ends with its token: the reader that comes back goes on with a new one, and is refused for good with the old", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const user = await addUser(world.services);
    const token = await world.tokenOf(user, 2_000);
    using opened = await openEvents(`${world.url}${path}`, { token });
    const place = await opened.until(({ lastId }) => lastId);
    await opened.ended;
    expect(lastNotice(opened)).toMatchObject({ code: "EXPIRED", retry: false });
    expect(opened.lastId).toBe(place);
    const [order] = await world.placeOrders(1);
    const comesBack = { lastId: opened.lastId, headers: eventSource };
    using renewed = await openEvents(`${world.url}${path}`, { ...comesBack, token: await world.tokenOf(user) });
    const told = await renewed.until(({ events }) => events[0]);
    expect(told.event).toBe("order.created");
    expect(JSON.parse(told.data).data.number).toBe(order?.number);
    // What a process of the version before gave as its id.
    const marked = { ...comesBack, lastId: `closed=EXPIRED,${place}`, token: await world.tokenOf(user) };
    using unmarked = await openEvents(`${world.url}${path}`, marked);
    expect((await unmarked.until(({ events }) => events[0])).event).toBe("order.created");
    using refused = await openEvents(`${world.url}${path}`, { ...comesBack, token });
    await refused.ended;
    expect(refused.status).toBe(401);
  });

  it("[SSE-RESTART] an orderly end says so and leaves the id as it was: the reader comes back by itself", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    using opened = await openEvents(`${world.url}${path}`, {
      token: await world.tokenOf(await addUser(world.services)),
    });
    const place = await opened.until(({ lastId }) => lastId);
    await world.drain();
    await opened.ended;
    expect(lastNotice(opened)).toMatchObject({ code: "RESTARTING", retry: true });
    expect(opened.lastId).toBe(place);
  });

  it("[SSE-BURST] much at once is no sign of a slow reader", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    using opened = await openEvents(`${world.url}${path}`, {
      token: await world.tokenOf(await addUser(world.services)),
    });
    await opened.until(({ lastId }) => lastId !== "");
    await world.tellLargeOrders(20, 60_000);
    await opened.until(({ events }) => events.length > 20);
    expect(world.hub.stats().slowConsumersCut).toBe(0);
  });

  it("[SSE-SLOW] who does not read is cut off like any slow connection, and holds nobody else up", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database, { limits: { slowForMs: 500, closeGraceMs: 200 } });
    const token = await world.tokenOf(await addUser(world.services));
    using slow = await openEvents(`${world.url}${path}`, { token });
    using quick = await openEvents(`${world.url}${path}`, { token });
    await Promise.all([slow, quick].map((one) => one.until(({ lastId }) => lastId !== "")));
    slow.pause();
    const wanted = 400;
    for (let told = 0; told < wanted; told += 5) {
      await world.tellLargeOrders(5, 60_000);
      await quick.until(({ events }) => events.length > told + 5);
    }
    await expect.poll(() => world.hub.stats().slowConsumersCut, { timeout: 5_000 }).toBe(1);
    await expect.poll(() => world.hub.connections().length, { timeout: 5_000 }).toBe(1);
    expect(quick.events).toHaveLength(wanted + 1);
    expect(world.hub.stats().queueBytes).toBe(0);
  });
});
