import { expect, it } from "vitest";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { type EveryCaller, everyCaller } from "@/lib/http/every-caller";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { ask, askings, handlersOf, methodNames, routesOnDisk } from "./route-asking";
import { type RouteLine, routeTable } from "./route-table";

const placeOf = ({ method, route }: Pick<RouteLine, "method" | "route">) => `${method} ${route}`;

async function openTest() {
  const database = await testDatabase();
  await ensureStreams(database);
  const metrics = await createMetricStore({ database, hostName: "this-host", now: () => new Date() });
  const services = testServices(database, { metrics, requestsPerSecond: 10_000 });
  const admin = await addUser(services, { role: "admin", name: "Ada Admin" });
  return { services, admin, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

/** What the table says of this caller. */
function expectedOf({ people, keys, by, answer }: RouteLine, caller: EveryCaller): number {
  const isSomebody = caller.role !== null || caller.scope !== null;
  if (people === "anybody") return answer;
  if (people === "public") return "authorization" in caller.headers && !isSomebody ? 401 : answer;
  if (!isSomebody) return 401;
  if (by === "cookie" && caller.by !== "cookie") return 401;
  if (by === "lasting" && caller.by === "token") return 401;
  const may = caller.role !== null ? people.includes(caller.role) : keys.some((scope) => scope === caller.scope);
  return may ? answer : 403;
}

it("[MATRIX-ROUTES] every route and method on disk stands in the table, and nothing else does", async () => {
  await using test = await openTest();
  const onDisk: string[] = [];
  for (const route of routesOnDisk()) {
    const handlers = await handlersOf(route);
    for (const method of methodNames) {
      const handler = handlers[method];
      if (handler && (await ask(test.services, handler, method, {})) !== 405) onDisk.push(placeOf({ method, route }));
    }
  }
  expect(routeTable.map(placeOf).sort()).toEqual(onDisk.sort());
  expect(Object.keys(askings).sort()).toEqual(onDisk);
}, 60_000);

it("[MATRIX-REST] each caller is answered by each route and method as the table says", async () => {
  await using test = await openTest();
  const callers = await everyCaller(test.services, test.admin);
  const wrong: string[] = [];
  let cells = 0;
  for (const line of routeTable) {
    const handler = (await handlersOf(line.route))[line.method];
    const prepare = askings[placeOf(line)];
    if (!handler || !prepare) throw new Error(`${placeOf(line)} cannot be asked.`);
    for (const caller of callers) {
      const asking = await prepare(test, caller);
      const seen = await ask(test.services, handler, line.method, caller.headers, asking);
      const expected = expectedOf(line, caller);
      cells += 1;
      if (seen !== expected) wrong.push(`${placeOf(line)} by ${caller.name}: ${seen}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(cells).toBe(routeTable.length * 24);
}, 300_000);
