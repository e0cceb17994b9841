import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/server/scripts/free-port";
import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { openRawPoller } from "./fixtures/raw-poller";
import { ServerProcess } from "./fixtures/server-process";
import { expect, test } from "./fixtures/test";

/** Runs the server with an environment in which it cannot start; gives its exit code and what it printed. */
async function failedStart(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["dist/main.js"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      DEMO_ORDERS_PER_MINUTE: "0",
      LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, "exit");
  return { code, stderr };
}

test.describe("the process", () => {
  test("[one clear line and exit 1] data directory in use, port in use, unreachable database, wrong environment", async ({
    server,
  }) => {
    const dataDir = await mkdtemp(join(tmpdir(), "pulseboard-e2e-"));
    const port = String(await freePort());
    const cases = [
      [{ PORT: port, DATA_DIR: server.dataDir }, new RegExp(`in use by process ${server.pid}`)],
      [{ PORT: new URL(server.url).port, DATA_DIR: dataDir }, /^Port \d+ is in use\./],
      [
        { PORT: port, DATA_DIR: dataDir, DATABASE_URL: "postgres://pulse:topsecret@127.0.0.1:1/pulse" },
        /PostgreSQL at 127\.0\.0\.1:1/,
      ],
    ] as const;
    for (const [env, line] of cases) {
      const { code, stderr } = await failedStart(env);
      expect(code).toBe(1);
      expect(stderr.trim()).toMatch(line);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).not.toContain("topsecret");
    }
    const wrong = await failedStart({ PORT: "many", DATA_DIR: dataDir });
    expect([wrong.code, wrong.stderr.includes("PORT:")]).toEqual([1, true]);
    await rm(dataDir, { recursive: true, force: true });
  });

  test("[SIGTERM] an orderly end: exit 0, the lock is given back, and everything is there at the next start", async () => {
    await using server = await ServerProcess.start();
    const number = uniqueNumber();
    await (await apiClient(server.url, "operator")).post("/api/orders", orderBody(number));
    expect(await server.kill("SIGTERM")).toBe(0);
    await server.boot();
    const { items } = await (await apiClient(server.url, "operator")).get<{ items: { number: string }[] }>(
      "/api/orders",
    );
    expect(items.map((item) => item.number)).toContain(number);
  });

  test("[a poller is told] SIGTERM between two polls: the next one brings the notice and the end", async () => {
    await using server = await ServerProcess.start();
    const { token } = await apiClient(server.url, "viewer");
    const poller = await openRawPoller(server.url, token);
    const isOver = server.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).status, { intervals: [20] }).toBe(503);
    const packets: string[] = [];
    while (packets.at(-1) !== "1") packets.push(...(await poller.poll()));
    expect(packets.join("\n")).toContain('"code":"RESTARTING"');
    expect(await isOver).toBe(0);
  });

  test("/healthz and /readyz answer without a session", async ({ server }) => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
