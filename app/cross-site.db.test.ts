import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { everyCaller } from "@/lib/http/every-caller";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { ask, handlersOf, methodNames, routesOnDisk } from "./route-asking";

const cookieAlone = {};
/** What another site can make a browser send along with the cookie; an Origin that is ours is in no forgery. */
const forgeries: Record<string, Record<string, string>> = {
  "a foreign Origin": { origin: "https://evil.example" },
  "an Origin that begins like ours": { origin: "http://localhost:3000.evil.example" },
  "another port of this host": { origin: "http://localhost:4000" },
  "the Origin null": { origin: "null" },
  "no Origin": cookieAlone,
  "no Origin, from another site": { "sec-fetch-site": "cross-site" },
  "no Origin, from a sibling": { "sec-fetch-site": "same-site" },
  "no Origin, and from nowhere": { "sec-fetch-site": "none" },
};
const crossSiteReads = ["cross-site", "same-site", "none"];

/** Answered without a look at any credential: whether this process and its database are there. */
const probes = ["healthz", "readyz"];

async function openTest() {
  const database = await testDatabase();
  const services = testServices(database, { requestsPerSecond: 10_000 });
  const callers = await everyCaller(services, await addUser(services, { role: "admin", name: "Ada" }));
  const cookie = callers.find(({ name }) => name === "admin, cookie")?.headers.cookie;
  if (cookie === undefined) throw new Error("There is no admin with a cookie.");
  return { services, cookie, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

it("[CSRF] no route on disk changes anything for another site that has an admin's browser send the cookie along", async () => {
  await using test = await openTest();
  const seen: Record<string, number[]> = {};
  for (const route of routesOnDisk().filter((name) => !probes.includes(name))) {
    const handlers = await handlersOf(route);
    for (const method of methodNames.filter((name) => name !== "GET")) {
      const handler = handlers[method];
      if (!handler) continue;
      const statuses: number[] = [];
      for (const forged of Object.values(forgeries)) {
        const headers = { cookie: test.cookie, ...forged };
        statuses.push(await ask(test.services, handler, method, headers, { body: {} }));
      }
      seen[`${method} ${route}`] = statuses;
    }
  }
  const wrong = Object.entries(seen).filter(([, statuses]) => statuses.some((status) => status !== 403));
  expect(wrong).toEqual([]);
  expect(Object.keys(seen).length).toBeGreaterThan(100);
}, 60_000);

it("[CSRF] no route on disk answers another site's read with the cookie, nor any read with a foreign Origin", async () => {
  await using test = await openTest();
  const wrong: string[] = [];
  for (const route of routesOnDisk().filter((name) => !probes.includes(name))) {
    const handler = (await handlersOf(route)).GET;
    if (!handler) continue;
    for (const site of crossSiteReads) {
      const status = await ask(test.services, handler, "GET", { cookie: test.cookie, "sec-fetch-site": site });
      if (status !== 403) wrong.push(`${route} from ${site}: ${status}`);
    }
    for (const [name, forged] of Object.entries(forgeries)) {
      if (!("origin" in forged)) continue;
      const status = await ask(test.services, handler, "GET", { cookie: test.cookie, ...forged });
      if (status !== 403) wrong.push(`${route} with ${name}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);
