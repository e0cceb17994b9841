import type { Locator, Page, WebSocketRoute } from "@playwright/test";
import { decodeJwt } from "jose";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { type ApiClient, apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";

const rowOf = (page: Page, name: string): Locator => page.getByRole("row").filter({ hasText: name });

/** What floats over a page whose connection does not come back by itself. */
const bannerOf = (page: Page): Locator => page.locator('[data-kind="closed"]');
/** The banner waits so long, and a little more. */
const bannerGraceMs = 2_000;

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

  test("who is disconnected is told why, stays away, and comes back by hand", async ({ signedIn, api }) => {
    const operator = await api("operator");
    const { body: order } = await operator.post<{ id: string }>("/api/orders", orderBody(uniqueNumber()));
    const [admin, viewer] = [await signedIn("admin"), await signedIn("viewer")];
    await admin.goto("/admin/connections");
    await viewer.goto(`/orders/${order.id}`);
    await Promise.all([expectLive(admin), expectLive(viewer)]);
    await expect(viewer.getByText("nobody else")).toBeVisible();
    await expect(rowOf(admin, "Vera Viewer")).toContainText("Chromium · ");
    await choose(admin, "Vera Viewer", "Disconnect");
    const asked = admin.getByRole("dialog");
    await expect(asked).toContainText(/Vera Viewer, Chromium · .+, \S+, connected since \d\d:\d\d:\d\d/);
    await asked.getByRole("button", { name: "Disconnect" }).click();
    const told = viewer.getByRole("dialog");
    await expect(told.getByText("An administrator closed this connection.")).toBeVisible();
    await expect(rowOf(admin, "Vera Viewer").filter({ hasNotText: "Ended" })).toHaveCount(0);
    // The dialog has said it: the banner comes once that is closed away.
    const banner = bannerOf(viewer);
    const toldAtMs = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(toldAtMs + bannerGraceMs);
    await expect(banner).toHaveCount(0);
    await told.getByRole("button", { name: "Close" }).click();
    await expect(banner).toContainText("An administrator closed this connection.");
    // Who is there is as of then.
    await expect(viewer.getByRole("button", { name: /^Watching now, as of \d\d:\d\d:\d\d/ })).toBeVisible();
    await expect(viewer.getByText("Also viewing").locator("..")).toContainText(/as of \d\d:\d\d:\d\d\s*nobody else/);
    await banner.getByRole("button", { name: "Reconnect" }).click();
    await expectLive(viewer);
    await expect(viewer.getByText("as of")).toHaveCount(0);
  });

  test("who cuts the own tab reads so, and still sees which it was", async ({ signedIn }) => {
    const admin = await signedIn("admin");
    await admin.goto("/admin/connections");
    await expectLive(admin);
    await choose(admin, "Ada Admin", "Disconnect");
    await expect(admin.getByRole("dialog")).toContainText("Disconnect this very tab?");
    await admin.getByRole("button", { name: "Disconnect this tab" }).click();
    const told = admin.getByRole("dialog").filter({ hasText: "Not connected" });
    await expect(told).toContainText("You disconnected this page.");
    await told.getByRole("button", { name: "Close" }).click();
    await expect(bannerOf(admin)).toContainText("You disconnected this page.");
    await expect(rowOf(admin, "Ada Admin").filter({ hasText: "This tab" })).toHaveCount(1);
    await admin.getByRole("button", { name: "Actions on a connection of Ada Admin" }).click();
    for (const name of ["Diagnose", "Disconnect"]) {
      const action = admin.getByRole("button", { name, exact: true });
      await expect(action).toBeDisabled();
      await expect(action).toHaveAttribute("title", /not connected/);
    }
    await admin.keyboard.press("Escape");
    await bannerOf(admin).getByRole("button", { name: "Reconnect" }).click();
    await expectLive(admin);
    await choose(admin, "Ada Admin", "Diagnose");
    await expect(admin.getByRole("dialog").getByText("Same as the server")).toBeVisible();
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

/** A new series with two samples, 17 and 42.5, a minute apart; returns the address of its last five minutes. */
async function sendHistory(client: ApiClient): Promise<string> {
  const name = `e2e.history.${uniqueNumber()}`;
  const samples = [17, 42.5].map((value, i) => ({
    name,
    value,
    at: new Date(Date.now() - i * 60_000).toISOString(),
    labels: { source: "e2e-history" },
  }));
  await client.post("/api/metrics", { samples });
  const { items } = await client.get<{ items: { id: number; name: string }[] }>("/api/metrics");
  const series = items.find((one) => one.name === name);
  return `/explore?series=${series?.id}&range=5m`;
}

/**
 * The page's WebSocket, on which each frame from the server may be held back, or which is cut and stays so. Returns the frames that
 * the page sends.
 */
async function throughSocket(page: Page, passes: (frame: string, cut: () => void) => boolean): Promise<string[]> {
  const sent: string[] = [];
  let isCut = false;
  const cut = (socket: WebSocketRoute) => {
    isCut = true;
    void socket.close();
  };
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return cut(socket);
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      sent.push(frame.toString());
      server.send(frame);
    });
    server.onMessage((frame) => {
      if (passes(frame.toString(), () => cut(socket))) socket.send(frame);
    });
  });
  return sent;
}

const showMonth = (page: Page) => page.getByRole("radio", { name: "30 d" }).check({ force: true });

/** The value of a long range in the table: the mean of both samples, or the newer where a bucket's border lies between them. */
const meanValue = (page: Page): Locator =>
  page
    .getByRole("cell", { name: "29.75" })
    .or(page.getByRole("cell", { name: "17" }))
    .first();

test("a long range of metrics comes over the hub in chunks", async ({ signedIn, api }) => {
  const address = await sendHistory(await api("operator"));
  const page = await signedIn("viewer");
  const [sent, received, asked]: string[][] = [[], [], []];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => sent?.push(payload.toString()));
    socket.on("framereceived", ({ payload }) => received?.push(payload.toString()));
  });
  page.on("request", (request) => asked?.push(request.url()));
  await page.goto(address);
  await expectLive(page);
  const count = (frames: string[] | undefined, word: string) =>
    frames?.filter((text) => text.includes(word)).length ?? 0;
  const asksBefore = count(asked, "/api/metrics/query");
  await showMonth(page);
  await expect.poll(() => count(received, '"$end"')).toBe(1);
  await expect(meanValue(page)).toBeVisible();
  expect(count(sent, '"streamMetricHistory"')).toBe(1);
  expect(count(received, '"$item"')).toBeGreaterThan(1);
  expect(count(asked, "/api/metrics/query")).toBe(asksBefore);
});

test("a long range of metrics comes by REST when the hub goes in the middle, and while it is away", async ({
  signedIn,
  api,
}) => {
  const address = await sendHistory(await api("operator"));
  const page = await signedIn("viewer");
  let chunks = 0;
  const sent = await throughSocket(page, (frame, cut) => {
    if (!frame.includes('"$item"')) return true;
    chunks += 1;
    if (chunks === 2) cut();
    return chunks === 1;
  });
  await page.goto(address);
  await expectLive(page);
  await page.route("**/socket.io/**", (route) => route.abort());
  const byRest = () => page.waitForResponse((response) => response.url().includes("/api/metrics/query"));
  for (const range of ["30 d", "7 d"]) {
    const answer = byRest();
    await page.getByRole("radio", { name: range }).check({ force: true });
    expect((await answer).status(), range).toBe(200);
    await expect(page.getByText("Connection: Reconnecting")).toBeVisible();
    await expect(meanValue(page), range).toBeVisible();
  }
  expect(sent.filter((frame) => frame.includes('"streamMetricHistory"'))).toHaveLength(1);
});

test("another range stops what the hub is still sending of the one before", async ({ signedIn, api }) => {
  const address = await sendHistory(await api("operator"));
  const page = await signedIn("viewer");
  let chunks = 0;
  const sent = await throughSocket(page, (frame) => {
    if (!frame.includes('"$item"') && !frame.includes('"$end"')) return true;
    chunks += 1;
    return chunks === 1;
  });
  await page.goto(address);
  await expectLive(page);
  await showMonth(page);
  await expect.poll(() => chunks).toBeGreaterThan(0);
  const asked = sent.findLast((frame) => frame.includes('"streamMetricHistory"')) ?? "";
  const [, id] = /"id":(\d+)/.exec(asked) ?? [];
  expect(sent.filter((frame) => frame.includes('"$cancel"'))).toEqual([]);
  await page.getByRole("radio", { name: "5 min", exact: true }).check({ force: true });
  await expect.poll(() => sent.filter((frame) => frame.includes(`"$cancel",{"id":${id}}`))).toHaveLength(1);
  await expectLive(page);
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
    const config = { authSecret, formerAuthSecrets: [] };
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
