import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { apiClient } from "./fixtures/api";
import { runSql } from "./fixtures/database";
import type { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, test } from "./fixtures/test";
import { postOrders } from "./fixtures/write-orders";

/** Has events die: the database takes none of their kind. What they were to tell is text that would do harm as HTML. */
async function poison(server: ServerProcess, kind: string, names: readonly string[]): Promise<void> {
  await postOrders(await apiClient(server.url, "operator"), 1);
  await runSql(server, `alter table events add constraint no_${kind} check (type <> 'order.${kind}')`);
  for (const number of names) {
    const changes = JSON.stringify({ number, note: `<img src=x onerror="document.title='harm'">` });
    await runSql(
      server,
      `insert into outbox (stream, type, at, payload)
       select 'orders', 'order.${kind}', now(), payload || '${changes.replaceAll("'", "''")}'
       from events where stream = 'orders' and type = 'order.created' order by "offset" desc limit 1`,
    );
  }
}

const mend = (server: ServerProcess, type: string) => runSql(server, `alter table events drop constraint no_${type}`);

const rowOf = (page: Page, number: string): Locator => page.getByRole("row").filter({ hasText: number });
const numbers = (count: number) => Array.from({ length: count }, () => `D-${randomUUID().slice(0, 6)}`);

test.describe("undelivered events", () => {
  // The server is shared: what one test has killed is no business of the next.
  test.afterEach(async ({ server }) => {
    await runSql(server, "delete from dead_letters");
  });

  test("[DL] none: said to be good, nothing counted", async ({ signedIn }) => {
    const page = await signedIn("admin");
    await page.goto("/admin/dead-letters");
    await expectLive(page);
    await expect(page.getByText("Everything was delivered")).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" }).getByText("undelivered")).toHaveCount(0);
  });

  test("[DL] they come by themselves, are counted, shown as text, retried, and discarded after a question", async ({
    signedIn,
    server,
  }) => {
    const page = await signedIn("admin");
    await page.goto("/admin/dead-letters");
    const [first = "", second = ""] = numbers(2);
    await poison(server, "mauled", [first, second]);
    for (const number of [first, second]) await expect(rowOf(page, number)).toBeVisible({ timeout: 30_000 });
    await expect(rowOf(page, first)).toContainText("no_mauled");
    await expect(rowOf(page, first)).toContainText("5 times");
    await expect(
      page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administration" }),
    ).toContainText("2 undelivered");

    await page.getByRole("button", { name: `More about Order mauled, ${first}` }).click();
    await page.getByRole("button", { name: "Details" }).click();
    await expect(page.getByRole("dialog")).toContainText('"note": "<img src=x onerror=');
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: `More about Order mauled, ${first}` })).toBeFocused();
    expect(await page.title()).not.toContain("harm");

    await mend(server, "mauled");
    await page.getByRole("button", { name: `Retry Order mauled, ${first}` }).click();
    await expect(page.getByText("Order mauled goes out again", { exact: true })).toBeVisible();
    await expect(rowOf(page, first)).toHaveCount(0);
    const told = () =>
      runSql(server, `select 1 from events where type = 'order.mauled' and payload->>'number' = '${first}'`);
    await expect.poll(async () => (await told()).length).toBe(1);

    await page.getByRole("button", { name: `More about Order mauled, ${second}` }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    const question = page.getByRole("dialog").filter({ hasText: "Discard order mauled?" });
    await question.getByRole("button", { name: "Keep as it is" }).click();
    await expect(rowOf(page, second)).toBeVisible();
    await page.getByRole("button", { name: `More about Order mauled, ${second}` }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await question.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByText("Order mauled was discarded", { exact: true })).toBeVisible();
    await expect(page.getByText("Everything was delivered")).toBeVisible();
  });

  test("[DL] what somebody else has dealt with is said so, and the list is right again", async ({
    signedIn,
    server,
    api,
  }) => {
    const page = await signedIn("admin");
    const [number = "", other = ""] = numbers(2);
    await poison(server, "taken", [number, other]);
    const client = await api("admin");
    const letters = async () =>
      (await client.get<{ items: { id: string; payload: { number: string } }[] }>("/api/admin/dead-letters")).items;
    await expect.poll(async () => (await letters()).length, { timeout: 30_000 }).toBe(2);
    await page.goto("/admin/dead-letters");
    await expect(rowOf(page, number)).toBeVisible();
    for (const { id } of await letters()) {
      expect((await client.post(`/api/admin/dead-letters/${id}/discard`, {})).status).toBe(200);
    }
    await page.getByRole("button", { name: `Retry Order taken, ${number}` }).click();
    await expect(page.getByText("Somebody else was faster", { exact: true })).toBeVisible();
    await expect(page.getByText("Everything was delivered")).toBeVisible();
    await mend(server, "taken");
  });

  test("[DL] a server that is away is said so: nothing is lost, and the row stays", async ({ signedIn, server }) => {
    const page = await signedIn("admin");
    const [number = ""] = numbers(1);
    await poison(server, "stuck", [number]);
    await page.goto("/admin/dead-letters");
    await expect(rowOf(page, number)).toBeVisible({ timeout: 30_000 });
    await page.route("**/api/admin/dead-letters/**", (route) => route.abort());
    await page.getByRole("button", { name: `Retry Order stuck, ${number}` }).click();
    await expect(page.getByText("Order stuck was not retried", { exact: true })).toBeVisible();
    await expect(page.getByText("The server cannot be reached.", { exact: true })).toBeVisible();
    await expect(rowOf(page, number)).toBeVisible();
    await mend(server, "stuck");
  });
});
