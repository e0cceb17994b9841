import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./fixtures/child";
import { ServerProcess } from "./fixtures/server-process";
import { expect, test } from "./fixtures/test";
import { writeOrders } from "./fixtures/write-orders";

interface Line {
  offset: number;
  type: string;
  data: { number: string };
}

test("[CLI-TAIL-BUILT] `npx pulseboard tail` through two kill -9 of the built server, with orders coming in: every acknowledged order is one line, none is repeated", async () => {
  test.setTimeout(300_000);
  await using server = await ServerProcess.start();
  const home = await mkdtemp(join(tmpdir(), "pulseboard-console-"));
  try {
    const env = {
      HOME: home,
      XDG_CONFIG_HOME: "",
      XDG_STATE_HOME: "",
      PULSEBOARD_URL: server.url,
      PULSEBOARD_TOKEN: "",
    };
    const script = "server/scripts/pulseboard.mjs";
    const login = new Child([script, "login", "--email", "operator@pulseboard.local"], env, "operator-demo\n");
    expect(await login.ended, login.stderr).toBe(0);
    await using tail = new Child([script, "tail", "orders", "--resume"], env);
    await expect.poll(() => tail.stderr, { timeout: 90_000 }).toContain("from now on");

    const writer = writeOrders(server.url, 50);
    for (let kill = 1; kill <= 2; kill++) {
      const before = writer.acknowledged.length;
      await expect.poll(() => writer.acknowledged.length, { timeout: 90_000 }).toBeGreaterThan(before + 10);
      await server.kill("SIGKILL");
      await server.boot();
    }
    const before = writer.acknowledged.length;
    await expect.poll(() => writer.acknowledged.length, { timeout: 90_000 }).toBeGreaterThan(before + 10);
    await writer.stop();

    const events = () => tail.lines.map((line) => JSON.parse(line) as Line);
    const numbers = () => new Set(events().map(({ data }) => data.number));
    const missing = () => writer.acknowledged.filter((number) => !numbers().has(number));
    await expect.poll(missing, { timeout: 90_000 }).toEqual([]);
    const offsets = events().map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.map((_, i) => (offsets[0] ?? 0) + i));
    expect(numbers().size, "printed twice").toBe(events().length);
    expect(tail.stderr).toContain("caught up");
    expect(tail.stderr).not.toContain("resync");
    tail.process.kill("SIGINT");
    expect(await tail.ended).toBe(130);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
