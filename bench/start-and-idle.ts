import { readFile } from "node:fs/promises";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import { round } from "./quantiles";

const idleMs = 20_000;

/** Time to ready of a first start (with two weeks of demo history) and of later ones, and memory of the process when idle. */
export async function startAndIdle(): Promise<Record<string, unknown>[]> {
  const startedMs = performance.now();
  await using server = await ServerProcess.start({ env: { DEMO_ORDERS_PER_MINUTE: "6" } });
  const rows: Record<string, unknown>[] = [{ what: "first start to ready, s", value: seconds(startedMs) }];
  const again: number[] = [];
  for (let i = 0; i < 3; i++) {
    await server.kill("SIGTERM");
    const restartedMs = performance.now();
    await server.boot();
    again.push(seconds(restartedMs));
  }
  rows.push({ what: "later start to ready, s (best of 3)", value: Math.min(...again) });
  rows.push({ what: "later start to ready, s (worst of 3)", value: Math.max(...again) });
  await fetch(`${server.url}/login`);
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  rows.push({ what: "resident memory when idle, MB", value: await residentMb(server.pid) });
  return rows;
}

const seconds = (sinceMs: number): number => round((performance.now() - sinceMs) / 1000);

/** Linux only: VmRSS of the process, its worker threads included. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}
