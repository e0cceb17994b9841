import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { inArray } from "drizzle-orm";
import { pino } from "pino";
import { type ApiClient, apiClient, uniqueNumber } from "@/e2e/fixtures/api";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import { openDatabase } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { quantile, round } from "./quantiles";

const kinds = ["unknown", "wrong password", "disabled", "deleted", "single sign-on only"] as const;
type Kind = (typeof kinds)[number];

/** Three failures in a row cost nothing yet: so many attempts each account is good for. */
const attemptsEach = 3;
/** Longer than sign-ins are kept apart: what is measured is the work, and not the wait for one's turn. */
const pauseMs = 80;
const password = "the password of this account";

/**
 * How long a sign-in takes that is refused, by why it is, ms: a stranger should not tell them apart. Each kind takes its turn, on
 * accounts of its own, and each attempt comes from a network of its own, so that neither the throttle nor what else the machine does falls
 * on one of them. Throws when the answers differ.
 */
export async function signInTimes({ isQuick }: { isQuick: boolean }): Promise<Record<string, unknown>[]> {
  await using server = await ServerProcess.start({ env: { TRUST_PROXY: "1" } });
  const accounts = await addAccounts(server, isQuick ? 5 : 40);
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  const answers = new Set<string>();
  // What is compiled on its first use is no part of it.
  for (let i = 0; i < 20; i++) await attempt(server.url, `${uniqueNumber()}@example.com`);
  for (let turn = 0; turn < attemptsEach; turn++) {
    for (let i = 0; i < accounts.unknown.length; i++) {
      for (const kind of [...kinds].sort(() => Math.random() - 0.5)) {
        const { ms, answer } = await attempt(server.url, accounts[kind][i] ?? "");
        times.get(kind)?.push(ms);
        answers.add(answer);
      }
    }
  }
  if (answers.size !== 1) throw new Error(`${answers.size} different answers: ${[...answers].join(", ")}`);
  return [...times].map(([kind, ms]) => ({
    kind,
    attempts: ms.length,
    "median ms": round(quantile(ms, 0.5)),
    "p10 ": round(quantile(ms, 0.1)),
    "p90 ": round(quantile(ms, 0.9)),
  }));
}

let networks = 0;

async function attempt(url: string, username: string): Promise<{ ms: number; answer: string }> {
  const network = ++networks;
  await wait(pauseMs);
  const startedMs = performance.now();
  const response = await fetch(`${url}/api/token`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": `10.0.${network >> 8}.${network & 255}` },
    body: JSON.stringify({ username, password: "not the password" }),
  });
  const body = await response.json();
  return {
    ms: performance.now() - startedMs,
    answer: `${response.status} ${JSON.stringify({ ...body, traceId: "" })}`,
  };
}

async function addAccounts(server: ServerProcess, count: number): Promise<Record<Kind, string[]>> {
  const admin = await apiClient(server.url, "admin");
  const wrong = await addUsers(admin, count);
  const disabled = await addUsers(admin, count);
  const deleted = await addUsers(admin, count);
  const sso = await addUsers(admin, count);
  for (const { id } of disabled) await admin.post(`/api/admin/users/${id}`, { disabled: true }, "PATCH");
  for (const { id } of deleted) await admin.post(`/api/admin/users/${id}`, {}, "DELETE");
  // No route takes a password away: whoever comes by single sign-on has none.
  await server.kill("SIGTERM");
  {
    await using database = await openDatabase({ dataDir: server.dataDir, log: pino({ level: "silent" }) });
    const ids = sso.map(({ id }) => id);
    await database.db.update(schema.users).set({ passwordHash: null }).where(inArray(schema.users.id, ids));
  }
  await server.boot();
  const emails = (users: { email: string }[]) => users.map(({ email }) => email);
  return {
    unknown: Array.from({ length: count }, () => `${uniqueNumber().toLowerCase()}@example.com`),
    "wrong password": emails(wrong),
    disabled: emails(disabled),
    deleted: emails(deleted),
    "single sign-on only": emails(sso),
  };
}

async function addUsers(admin: ApiClient, count: number): Promise<{ id: string; email: string }[]> {
  const added = [];
  for (let i = 0; i < count; i++) {
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const person = { email, name: "Some Body", role: "viewer", password };
    added.push((await admin.post<{ id: string; email: string }>("/api/admin/users", person)).body);
  }
  return added;
}
