import { apiClient, orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient } from "@/lib/hub-client";
import { quantile, round } from "./quantiles";

const orders = 50;
const ratePauseMs = 60;

/**
 * How long an order takes from the POST until two other clients (admin and viewer) have applied it, ms, and for comparison
 * the POST alone: the difference is relay, hub and wire.
 */
export async function orderLatency(): Promise<Record<string, unknown>[]> {
  await using server = await ServerProcess.start();
  const arrived = { admin: new Map<string, number>(), viewer: new Map<string, number>() };
  const clients = await Promise.all(
    (["admin", "viewer"] as const).map(async (role) => {
      const { token } = await apiClient(server.url, role);
      const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
        url: server.url,
        auth: async () => ({ token }),
      });
      await new Promise<void>((resolve) => {
        client.stream("orders", {
          onSnapshot: () => resolve(),
          onEvents: (events) => {
            for (const { data } of events) arrived[role].set(data.number, performance.now());
          },
        });
        client.connect();
      });
      return client;
    }),
  );

  const operator = await apiClient(server.url, "operator");
  const posted: { number: string; startedMs: number; answeredMs: number }[] = [];
  for (let i = 0; i < orders + 10; i++) {
    const number = uniqueNumber();
    const startedMs = performance.now();
    await operator.post("/api/orders", orderBody(number));
    posted.push({ number, startedMs, answeredMs: performance.now() });
    await new Promise((resolve) => setTimeout(resolve, ratePauseMs));
  }
  const measured = posted.slice(10);
  await waitFor(() => measured.every(({ number }) => arrived.admin.has(number) && arrived.viewer.has(number)));
  for (const client of clients) client.close();

  const row = (what: string, values: number[]) => ({
    what,
    p50: round(quantile(values, 0.5)),
    p95: round(quantile(values, 0.95)),
    max: round(Math.max(...values)),
  });
  return [
    row(
      "POST answered, ms",
      measured.map(({ startedMs, answeredMs }) => answeredMs - startedMs),
    ),
    row(
      "POST to admin's client, ms",
      measured.map(({ number, startedMs }) => (arrived.admin.get(number) ?? 0) - startedMs),
    ),
    row(
      "POST to viewer's client, ms",
      measured.map(({ number, startedMs }) => (arrived.viewer.get(number) ?? 0) - startedMs),
    ),
  ];
}

async function waitFor(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error("the orders did not arrive within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
