import type { Page } from "@playwright/test";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";
import { writeOrders } from "./fixtures/write-orders";

const shownNumbers = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("a[href^='/orders/']")]
      .map((link) => link.textContent?.trim() ?? "")
      .filter((text) => text.startsWith("K-")),
  );

for (const rest of ["open", "blocked"] as const) {
  test(`[RS] kill -9 while orders come in: both browsers come back by themselves and show every acknowledged order exactly once (REST ${rest})`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    await using server = await ServerProcess.start();
    const pages: Page[] = [];
    for (const role of ["admin", "viewer"] as const) {
      const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 4000 } });
      await signIn(context, server.url, role);
      const page = await context.newPage();
      await page.goto("/orders");
      await expectLive(page);
      if (rest === "blocked") await page.route(/\/api\/(?!auth|token)/, (route) => route.abort());
      // A reload would forget this.
      await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
      pages.push(page);
    }

    const writer = writeOrders(server.url, 50);
    await expect.poll(() => writer.acknowledged.length).toBeGreaterThan(10);
    await server.kill("SIGKILL");
    for (const page of pages) await expect(page.getByText("Connection: Reconnecting")).toBeVisible();
    await server.boot();
    const beforeReturn = writer.acknowledged.length;
    await expect.poll(() => writer.acknowledged.length).toBeGreaterThan(beforeReturn + 10);
    for (const page of pages) await expectLive(page);
    await writer.stop();

    for (const page of pages) {
      await expect
        .poll(async () => new Set(await shownNumbers(page)).size, { timeout: 15_000 })
        .toBeGreaterThanOrEqual(new Set(writer.acknowledged).size);
      const shown = await shownNumbers(page);
      expect(
        writer.acknowledged.filter((number) => !shown.includes(number)),
        "lost",
      ).toEqual([]);
      expect(shown.length, "shown twice").toBe(new Set(shown).size);
      expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
      await page.context().close();
    }
  });
}
