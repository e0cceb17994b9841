import { constants, getPriority, setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { type ApiClient, apiClient, uniqueNumber } from "@/e2e/fixtures/api";
import { Child } from "@/e2e/fixtures/child";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import { quantile, round } from "./quantiles";

const parallelLogins = 100;
const callers = 5;
const password = "a password of this storm";
/** Nobody's: a call of the hub that asks no database. */
const group = "order:0199f000-0000-7000-8000-000000000000" as const;
/** Of each caller; within the 20 calls a second that a connection may make. */
const callIntervalMs = 60;

interface Storm {
  statuses: Record<string, number>;
  times: number[];
  elapsedMs: number;
}

/**
 * What calls of the hub take for others, ms, while 100 sign-ins are under way all the time, and just before and after in the same run: the
 * bar is twice the quiet p99. Quiet and stormy phases take turns, so that what else the machine does falls on both. First as others meet it,
 * who sit at machines of their own: the callers go before the server in the queue for processors, and the sign-ins behind it. Then with all
 * on equal terms.
 */
export async function logins({ isQuick }: { isQuick: boolean }): Promise<Record<string, unknown>[]> {
  await using server = await ServerProcess.start();
  const accounts = await addAccounts(await apiClient(server.url, "admin"));
  const clients = await Promise.all(Array.from({ length: callers }, () => openClient(server.url)));
  const world = { url: server.url, accounts, clients, phaseMs: isQuick ? 3_000 : 15_000, turns: isQuick ? 2 : 4 };
  // What is compiled on its first use is no part of it.
  await measureCalls(clients, 1_000);
  await storm(world, 1_000, false);
  const usual = getPriority();
  const rows: Record<string, unknown>[] = [];
  if (goBeforeOthers()) rows.push(...(await measure(world, true).finally(() => setPriority(usual))));
  rows.push(...(await measure(world, false)));
  for (const client of clients) client.close();
  return rows;
}

/** Only root may. */
function goBeforeOthers(): boolean {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
    return true;
  } catch (error) {
    console.log(`not measured as from machines of their own: ${error}`);
    return false;
  }
}

interface World {
  url: string;
  accounts: object[];
  clients: HubClient<OpsHub>[];
  phaseMs: number;
  turns: number;
}

async function measure(world: World, isApart: boolean): Promise<Record<string, unknown>[]> {
  const { clients, phaseMs, turns } = world;
  const quiet: number[] = [];
  const stormy: number[] = [];
  const storms: Storm[] = [];
  for (let turn = 0; turn < turns; turn++) {
    quiet.push(...(await measureCalls(clients, phaseMs)));
    const raging = storm(world, phaseMs, isApart);
    stormy.push(...(await measureCalls(clients, phaseMs)));
    storms.push(await raging);
  }
  const times = storms.flatMap((one) => one.times);
  const seconds = storms.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1_000;
  const terms = isApart ? "machines of their own" : "equal terms";
  return [
    rowOf(`${terms}: hub call, quiet`, quiet),
    rowOf(`${terms}: hub call, ${parallelLogins} sign-ins under way`, stormy),
    {
      what: "second ÷ first (bar for p99: below 2)",
      p50: round(quantile(stormy, 0.5) / quantile(quiet, 0.5)),
      p99: round(quantile(stormy, 0.99) / quantile(quiet, 0.99)),
    },
    { ...rowOf("a sign-in", times), "per second": round(times.length / seconds), answers: answersOf(storms) },
  ];
}

const rowOf = (what: string, values: number[]) => ({
  what,
  count: values.length,
  p50: round(quantile(values, 0.5)),
  p99: round(quantile(values, 0.99)),
  max: round(quantile(values, 1)),
});

function answersOf(storms: Storm[]): string {
  const totals = new Map<string, number>();
  for (const { statuses } of storms)
    for (const [status, count] of Object.entries(statuses)) totals.set(status, (totals.get(status) ?? 0) + count);
  return [...totals].map(([status, count]) => `${count} × ${status}`).join(", ");
}

async function openClient(url: string): Promise<HubClient<OpsHub>> {
  const { token } = await apiClient(url, "viewer");
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url,
    auth: async () => ({ token }),
    transports: ["websocket"],
  });
  await new Promise<void>((resolve) => {
    client.subscribeState(({ kind }) => {
      if (kind === "live") resolve();
    });
    client.connect();
  });
  return client;
}

/** Each call on its beat, whatever became of the one before: a slow answer must not thin out the calls that would be slow too. */
async function measureCalls(clients: HubClient<OpsHub>[], durationMs: number): Promise<number[]> {
  const times: number[] = [];
  const untilMs = performance.now() + durationMs;
  const call = async (client: HubClient<OpsHub>) => {
    const startedMs = performance.now();
    await client.invoke("leaveGroup", { group });
    times.push(performance.now() - startedMs);
  };
  await Promise.all(
    clients.map(async (client) => {
      const underWay: Promise<void>[] = [];
      while (performance.now() < untilMs) {
        underWay.push(call(client));
        await new Promise((resolve) => setTimeout(resolve, callIntervalMs));
      }
      await Promise.all(underWay);
    }),
  );
  return times;
}

async function storm({ url, accounts }: World, durationMs: number, isApart: boolean): Promise<Storm> {
  const args = ["bench/login-storm.mjs", url, JSON.stringify(accounts), String(durationMs), isApart ? "apart" : ""];
  await using child = new Child(args, {});
  const code = await child.ended;
  if (code !== 0) throw new Error(`the sign-ins ended with ${code}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

async function addAccounts(admin: ApiClient): Promise<{ username: string; password: string }[]> {
  const accounts = [];
  for (let i = 0; i < parallelLogins; i++) {
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const { status } = await admin.post("/api/admin/users", { email, name: "Some Body", role: "viewer", password });
    if (status !== 201) throw new Error(`no account: ${status}`);
    accounts.push({ username: email, password });
  }
  return accounts;
}
