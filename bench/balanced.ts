import { performance } from "node:perf_hooks";
import { apiClient, orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { Cluster } from "@/e2e/fixtures/cluster";
import { NginxProxy } from "@/e2e/fixtures/nginx-proxy";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient } from "@/lib/hub-client";
import { freePort } from "@/server/scripts/free-port";
import { quantile, round } from "./quantiles";

const people = ["admin", "viewer", "viewer"] as const;
const tries = 60;
const pauseMs = 40;
const lateMs = 10_000;

/** An order that is posted through nginx, until an admin and two viewers, each on a process of their own behind it, have been told: ms from the request. */
export async function balanced({ isQuick }: { isQuick: boolean }): Promise<Record<string, unknown>[]> {
  const [https, http] = [await freePort(), await freePort()];
  const url = `http://localhost:${https}`;
  const env = { PUBLIC_URL: url, TRUST_PROXY: "1", METRICS_TOKEN: "what-the-benchmark-reads-the-metrics-with" };
  await using cluster = await Cluster.start({ roles: ["", "", ""], env });
  const target = cluster.servers.map((server) => Number(new URL(server.url).port));
  await using _proxy = await NginxProxy.start({ https, http, isPlain: true, target });
  const readers = await spread(url, cluster);
  const operator = await apiClient(url, "operator");
  const times: number[] = [];
  for (let i = 0; i < (isQuick ? 20 : 200); i++) {
    const number = uniqueNumber();
    const askedMs = performance.now();
    const all = Promise.all(readers.map((reader) => reader.toldAt(number)));
    await operator.post("/api/orders", orderBody(number));
    times.push(Math.max(...(await all)) - askedMs);
    await pause();
  }
  for (const reader of readers) reader.close();
  return [
    {
      what: "an order, until an admin and two viewers on three processes have it, ms",
      count: times.length,
      p50: round(quantile(times, 0.5)),
      p99: round(quantile(times, 0.99)),
      max: round(quantile(times, 1)),
    },
  ];
}

/** nginx spreads connections by a name that each chooses: one is opened after the other until each process has one. */
async function spread(url: string, { servers }: Cluster) {
  const readers: Awaited<ReturnType<typeof follow>>[] = [];
  const counts = () => Promise.all(servers.map((server) => server.hubConnections()));
  for (let i = 0; i < tries && readers.length < people.length; i++) {
    const reader = await follow(url, people[readers.length] ?? "viewer");
    if ((await counts()).every((count) => count <= 1)) readers.push(reader);
    else {
      reader.close();
      while ((await counts()).some((count) => count > 1)) await pause();
    }
  }
  if (readers.length < people.length) throw new Error(`only ${readers.length} processes have a reader`);
  return readers;
}

async function follow(url: string, role: (typeof people)[number]) {
  const { token } = await apiClient(url, role);
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url,
    auth: async () => ({ token }),
    transports: ["websocket"],
  });
  const waiting = new Map<string, (atMs: number) => void>();
  const started = new Promise<void>((resolve) => {
    client.stream("orders", {
      onSnapshot: () => resolve(),
      onEvents: (events) => {
        for (const { data } of events) waiting.get((data as { number: string }).number)?.(performance.now());
      },
    });
  });
  client.connect();
  await started;
  return {
    close: () => client.close(),
    toldAt: (number: string) =>
      new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${role} was not told of ${number}`)), lateMs);
        waiting.set(number, (atMs) => {
          clearTimeout(late);
          resolve(atMs);
        });
      }),
  };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));
