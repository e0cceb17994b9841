import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { Child } from "./fixtures/child";
import { ServerProcess } from "./fixtures/server-process";
import { expect, test } from "./fixtures/test";

async function runTool(name: "backup" | "restore", file: string, { dataDir }: ServerProcess) {
  const tool = new Child(["server/scripts/run-tool.mjs", name, file], { DATA_DIR: dataDir, DATABASE_URL: "" });
  return { code: await tool.ended, output: tool.stdout + tool.stderr };
}

async function numbersIn(server: ServerProcess): Promise<string[]> {
  const client = await apiClient(server.url, "operator");
  const { items } = await client.get<{ items: { number: string }[] }>("/api/orders");
  return items.map(({ number }) => number);
}

test("[BACKUP-BUILT] the built server writes the backup that `npm run backup` asks for; restored, what came later is gone", async () => {
  test.setTimeout(180_000);
  await using server = await ServerProcess.start();
  const folder = await mkdtemp(join(tmpdir(), "pulseboard-backup-"));
  try {
    const file = join(folder, "shop.backup.gz");
    const [first, later] = [uniqueNumber(), uniqueNumber()];
    const operator = await apiClient(server.url, "operator");
    await operator.post("/api/orders", orderBody(first));
    expect(await runTool("backup", file, server)).toMatchObject({ code: 0 });
    expect(server.output).toContain("backed up on request");
    await operator.post("/api/orders", orderBody(later));
    expect((await runTool("restore", file, server)).output).toMatch(/is in use by process \d+/);
    expect(await numbersIn(server)).toEqual(expect.arrayContaining([first, later]));
    expect(await server.kill("SIGTERM")).toBe(0);
    expect(await runTool("restore", file, server)).toMatchObject({ code: 0 });
    await server.boot();
    const numbers = await numbersIn(server);
    expect([numbers.includes(first), numbers.includes(later)]).toEqual([true, false]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
