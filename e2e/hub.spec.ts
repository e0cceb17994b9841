import type { Locator, Page } from "@playwright/test";
import { decodeJwt } from "jose";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";

const rowOf = (page: Page, name: string): Locator => page.getByRole("row").filter({ hasText: name });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions on a connection of ${name}` }).click();
  await page.getByRole("button", { name: action, exact: true }).click();
}

test.describe("connections", () => {
  test("a second browser appears and disappears, and says how it fares when it is asked", async ({ signedIn }) => {
    const admin = await signedIn("admin");
    await admin.goto("/admin/connections");
    await expectLive(admin);
    await expect(rowOf(admin, "Ada Admin").filter({ hasText: "This tab" })).toHaveCount(1);
    const viewer = await signedIn("viewer", { viewport: { width: 414, height: 896 } });
    await viewer.goto("/orders");
    await expectLive(viewer);
    await expect(rowOf(admin, "Vera Viewer")).toHaveCount(1);

    await choose(admin, "Vera Viewer", "Diagnose");
    const dialog = admin.getByRole("dialog");
    await expect(dialog.getByText("414 × 896")).toBeVisible();
    await expect(dialog.getByText("Same as the server")).toBeVisible();
    await admin.keyboard.press("Escape");
    await expect(admin.getByRole("button", { name: "Actions on a connection of Vera Viewer" })).toBeFocused();
    await admin.getByRole("searchbox", { name: "Search by name" }).click();
    await viewer.close();
    await expect(rowOf(admin, "Vera Viewer")).toHaveCount(0);
  });

  test("who is disconnected is told why, stays away, and comes back by hand", async ({ signedIn }) => {
    const [admin, viewer] = [await signedIn("admin"), await signedIn("viewer")];
    await admin.goto("/admin/connections");
    await viewer.goto("/orders");
    await Promise.all([expectLive(admin), expectLive(viewer)]);
    await choose(admin, "Vera Viewer", "Disconnect");
    await admin.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    const told = viewer.getByRole("dialog");
    await expect(told.getByText("An administrator closed this connection.")).toBeVisible();
    await expect(rowOf(admin, "Vera Viewer").filter({ hasNotText: "Ended" })).toHaveCount(0);
    // Closed away, the way back stands in the banner.
    await told.getByRole("button", { name: "Close" }).click();
    await viewer.getByRole("button", { name: "Reconnect" }).click();
    await expectLive(viewer);

    await choose(admin, "Ada Admin", "Disconnect");
    await expect(admin.getByRole("dialog")).toContainText("Disconnect this very tab?");
    await admin.getByRole("button", { name: "Disconnect this tab" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Reconnect" }).click();
    await expectLive(admin);
  });
});

test("who has an order open sees who else has, as they come and go", async ({ signedIn, api }) => {
  const { body: order } = await (await api("operator")).post<{ id: string }>("/api/orders", orderBody(uniqueNumber()));
  const [operator, viewer] = [await signedIn("operator"), await signedIn("viewer")];
  await operator.goto(`/orders/${order.id}`);
  await expect(operator.getByText("nobody else")).toBeVisible();
  await viewer.goto(`/orders/${order.id}`);
  await expect(operator.getByText("Vera Viewer", { exact: true })).toBeVisible();
  await expect(viewer.getByText("Otto Operator", { exact: true })).toBeVisible();
  const second = await operator.context().newPage();
  await second.goto(`/orders/${order.id}`);
  await expect(viewer.getByText("Otto Operator (2)", { exact: true })).toBeVisible();
  await expect(operator.getByText("Vera Viewer, you in another tab", { exact: true })).toBeVisible();
  await viewer.goto("/orders");
  await expect(second.getByText("you in another tab", { exact: true })).toBeVisible();
});

test("a long range of metrics comes over the hub in chunks", async ({ signedIn, api }) => {
  const client = await api("operator");
  const samples = [17, 42.5].map((value, i) => ({
    name: "e2e.history",
    value,
    at: new Date(Date.now() - i * 60_000).toISOString(),
    labels: { source: "e2e-history" },
  }));
  await client.post("/api/metrics", { samples });
  const { items } = await client.get<{ items: { id: number; name: string }[] }>("/api/metrics");
  const series = items.find(({ name }) => name === "e2e.history");
  const page = await signedIn("viewer");
  const [sent, received, asked]: string[][] = [[], [], []];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => sent?.push(payload.toString()));
    socket.on("framereceived", ({ payload }) => received?.push(payload.toString()));
  });
  page.on("request", (request) => asked?.push(request.url()));
  await page.goto(`/explore?series=${series?.id}&range=5m`);
  await expectLive(page);
  const count = (frames: string[] | undefined, word: string) =>
    frames?.filter((text) => text.includes(word)).length ?? 0;
  const asksBefore = count(asked, "/api/metrics/query");
  await page.getByRole("radio", { name: "30 d" }).check({ force: true });
  await expect.poll(() => count(received, '"$end"')).toBe(1);
  await expect(
    page
      .getByRole("cell", { name: "29.75" })
      .or(page.getByRole("cell", { name: "17" }))
      .first(),
  ).toBeVisible();
  expect(count(sent, '"streamMetricHistory"')).toBe(1);
  expect(count(received, '"$item"')).toBeGreaterThan(1);
  expect(count(asked, "/api/metrics/query")).toBe(asksBefore);
});

test("a page lives on past the end of its access token, on the same connection", async ({ browser }) => {
  const authSecret = "a secret of this test that is long enough";
  await using server = await ServerProcess.start({ env: { AUTH_SECRET: authSecret } });
  const context = await browser.newContext({ baseURL: server.url });
  await signIn(context, server.url, "viewer");
  const page = await context.newPage();
  const lifeMs = 5_000;
  let tokens = 0;
  let endsAtMs = 0;
  await page.route("**/api/token", async (route) => {
    const response = await route.fetch();
    const issued: { access_token: string } = await response.json();
    tokens += 1;
    if (tokens > 1) return route.fulfill({ response });
    // The same token as if it had been issued long ago.
    const { sub = "", sid, version } = decodeJwt<{ sid: string; version: number }>(issued.access_token);
    const issuedAt = new Date(Date.now() - 300_000 + lifeMs);
    endsAtMs = Date.now() + lifeMs;
    const config = { authSecret } as Parameters<typeof signAccessToken>[0]["config"];
    const access_token = await signAccessToken({ config, now: () => issuedAt }, { sub, sid, version });
    return route.fulfill({ response, json: { ...issued, access_token } });
  });
  await page.goto("/orders");
  await expectLive(page);
  const admin = await apiClient(server.url, "admin");
  const connectionIds = async () =>
    (await admin.get<{ connections: { id: string }[] }>("/api/admin/connections")).connections.map(({ id }) => id);
  const before = await connectionIds();
  expect(before).toHaveLength(1);
  await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(endsAtMs + 1_000);
  await expectLive(page);
  expect(await connectionIds()).toEqual(before);
  expect(tokens).toBe(2);
  await context.close();
});
