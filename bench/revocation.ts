import { performance } from "node:perf_hooks";
import { type ApiClient, apiClient, orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import type { SessionPage } from "@/lib/contracts/accounts";
import { followOrders, type OrderFollower, wires } from "@/server/gateway-tests/order-follower";
import { quantile, round } from "./quantiles";

const eventsPerSecond = 50;
const roundMs = 10_000;
const graceMs = 1_000;
const password = "a password of this round";

interface Victim {
  id: string;
  token: string;
}

/** Every way in which somebody loses their access, each by the REST API of a running product. */
const ways: Record<string, (admin: ApiClient, victim: Victim) => Promise<unknown>> = {
  disabled: (admin, { id }) => admin.post(`/api/admin/users/${id}`, { disabled: true }, "PATCH"),
  deleted: (admin, { id }) => admin.post(`/api/admin/users/${id}`, {}, "DELETE"),
  "password set": (admin, { id }) => admin.post(`/api/admin/users/${id}`, { password: "another one now" }, "PATCH"),
  "session ended": async (admin, { id }) => {
    const { items } = await admin.get<SessionPage>(`/api/admin/sessions?userId=${id}`);
    for (const session of items) await admin.post(`/api/admin/sessions/${session.id}`, {}, "DELETE");
  },
  "all sessions ended": (admin, { id }) => admin.post(`/api/admin/users/${id}/sessions`, {}, "DELETE"),
};

interface Round {
  way: string;
  /** What the control received in the 10 s after the revocation, on its busiest and its quietest connection. */
  control: number[];
  /** What the revoked one received later than 1 s after it, on all four, though it knocks every 250 ms. */
  revokedAfterGrace: number;
  /** Until the last of the four was cut, counted from the answer to the admin, ms. */
  cutMs: number;
}

/**
 * Somebody loses their access under 50 events/s: what they and what somebody else receive, over the hub by WebSocket and by
 * polling, over Server-Sent Events and over the raw WebSocket. 50 rounds of 10 s, `--quick` 3.
 */
export async function revocation({ isQuick }: { isQuick: boolean }): Promise<Record<string, unknown>[]> {
  await using server = await ServerProcess.start({ env: { MAX_CONNECTIONS_PER_USER: "50" } });
  const rounds: Round[] = [];
  for (let i = 0; i < (isQuick ? 3 : 50); i++) {
    const way = Object.keys(ways)[i % Object.keys(ways).length] ?? "";
    // Fresh for each: tokens last five minutes.
    await using _orders = tellOrders(await apiClient(server.url, "operator"));
    const admin = await apiClient(server.url, "admin");
    const { token } = await apiClient(server.url, "viewer");
    using control = await followOrders(server.url, token);
    const measured = await measureRound(server.url, admin, control, way);
    rounds.push(measured);
    process.stdout.write(`${i + 1} ${JSON.stringify(measured)}\n`);
  }
  return Object.keys(ways)
    .map((way) => rounds.filter((one) => one.way === way))
    .filter((some) => some.length > 0)
    .concat([rounds])
    .map((some, index, all) => rowOf(index === all.length - 1 ? "all" : (some[0]?.way ?? ""), some));
}

async function measureRound(url: string, admin: ApiClient, control: OrderFollower, way: string): Promise<Round> {
  const victim = await addVictim(url, admin);
  using follower = await followOrders(url, victim.token, { knocks: true });
  const revoke = ways[way];
  if (!revoke) throw new Error(`There is no way "${way}".`);
  await revoke(admin, victim);
  const revokedAtMs = performance.now();
  const before = control.connections.map((one) => one.frames());
  await wait(graceMs);
  const atGrace = follower.frames();
  await wait(roundMs - graceMs);
  return {
    way,
    control: control.connections.map((one, index) => one.frames() - (before[index] ?? 0)),
    revokedAfterGrace: follower.frames() - atGrace,
    cutMs: Math.max(...follower.connections.map((one) => (one.endedAtMs() ?? Number.POSITIVE_INFINITY) - revokedAtMs)),
  };
}

async function addVictim(url: string, admin: ApiClient): Promise<Victim> {
  const email = `${uniqueNumber().toLowerCase()}@example.com`;
  const person = { email, name: "Fay Test", role: "operator", password };
  const { body } = await admin.post<{ id: string }>("/api/admin/users", person);
  const response = await fetch(`${url}/api/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: email, password }),
  });
  return { id: body.id, token: (await response.json()).access_token };
}

/** So many wait for an answer at most: a machine that is too slow gets fewer, and the control shows it. */
const mostUnderway = 25;

/** By the clock, also when this process was held up; a slow answer delays no other order. */
function tellOrders(operator: ApiClient): AsyncDisposable {
  const underway = new Set<Promise<unknown>>();
  const startedMs = performance.now();
  let told = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) * eventsPerSecond) / 1_000) - told;
    for (let i = 0; i < due && underway.size < mostUnderway; i++) {
      told += 1;
      const order = operator.post("/api/orders", orderBody(uniqueNumber())).finally(() => underway.delete(order));
      underway.add(order);
    }
  }, 1_000 / eventsPerSecond);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.allSettled(underway);
    },
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function rowOf(way: string, rounds: Round[]): Record<string, unknown> {
  const control = rounds.flatMap((one) => one.control);
  const cut = rounds.map((one) => one.cutMs);
  return {
    way,
    rounds: rounds.length,
    wires: wires.length,
    "control, frames in 10 s: least": Math.min(...control),
    "median ": quantile(control, 0.5),
    "revoked, frames after 1 s": rounds.reduce((sum, one) => sum + one.revokedAfterGrace, 0),
    "cut after, median ms": round(quantile(cut, 0.5)),
    "longest ms": round(Math.max(...cut)),
  };
}
