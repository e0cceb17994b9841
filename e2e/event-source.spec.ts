import type { Page } from "@playwright/test";
import { ServerProcess } from "./fixtures/server-process";
import { expect, signIn, test } from "./fixtures/test";
import { writeOrders } from "./fixtures/write-orders";

interface Seen {
  /** Numbers of the orders in the first snapshot, then of each event as it came. */
  snapshot: string[];
  created: string[];
  offsets: number[];
  resyncs: number;
  opened: number;
  state: number;
}

/** Opens a plain `EventSource` on a page of this origin, and nothing beside it: what comes back comes back by itself. */
async function openSource(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { snapshot: [], created: [], offsets: [], resyncs: 0, opened: 0, state: 0 };
    const source = new EventSource("/api/stream?streams=orders,notifications");
    source.onopen = () => {
      seen.opened += 1;
    };
    source.addEventListener("snapshot", ({ data }) => {
      const { stream, snapshot } = JSON.parse(data);
      if (stream === "orders") seen.snapshot.push(...snapshot.items.map((order: { number: string }) => order.number));
    });
    source.addEventListener("resync", () => {
      seen.resyncs += 1;
    });
    source.addEventListener("order.created", ({ data }) => {
      const event = JSON.parse(data);
      seen.created.push(event.data.number);
      seen.offsets.push(event.offset);
    });
    Object.assign(window, { seenByStream: () => ({ ...seen, state: source.readyState }) });
  });
}

const seenBy = (page: Page): Promise<Seen> =>
  page.evaluate(() => (window as unknown as { seenByStream: () => Seen }).seenByStream());

const rounds = 1;

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`[SSE-RESUME] a browser's EventSource survives ${signal} and a restart by itself, with every acknowledged order exactly once`, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    await using server = await ServerProcess.start();
    // The page below lets nothing connect, as it is no page.
    const context = await browser.newContext({ baseURL: server.url, bypassCSP: true });
    await signIn(context, server.url, "operator");
    const page = await context.newPage();
    // A page of this origin on which nothing else is connected.
    await page.goto("/healthz");
    await openSource(page);
    await expect.poll(async () => (await seenBy(page)).opened).toBe(1);

    const writer = writeOrders(server.url, 50);
    for (let round = 0; round < rounds; round++) {
      const before = writer.acknowledged.length;
      await expect.poll(() => writer.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
      await server.kill(signal);
      const diedAtMs = Date.now();
      await server.boot();
      const opened = 2 + round;
      const bootedAtMs = Date.now();
      await expect.poll(async () => (await seenBy(page)).opened, { timeout: 30_000 }).toBeGreaterThanOrEqual(opened);
      console.log(`    ${signal}: booted in ${bootedAtMs - diedAtMs} ms, reopened ${Date.now() - bootedAtMs} ms later`);
    }
    const before = writer.acknowledged.length;
    await expect.poll(() => writer.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
    await writer.stop();

    const isThere = async () => {
      const { snapshot, created } = await seenBy(page);
      return writer.acknowledged.filter((number) => !snapshot.includes(number) && !created.includes(number));
    };
    await expect.poll(isThere, { message: "lost", timeout: 15_000 }).toEqual([]);
    const { created, snapshot, offsets, resyncs, state } = await seenBy(page);
    expect(created.length, "told twice").toBe(new Set(created).size);
    expect(
      created.filter((number) => snapshot.includes(number)),
      "told and in the snapshot",
    ).toEqual([]);
    expect(offsets, "in order").toEqual(offsets.toSorted((one, other) => one - other));
    expect([resyncs, state]).toEqual([0, 1]);
    await context.close();
  });
}
