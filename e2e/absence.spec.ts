import type { Browser, BrowserContext, Page, WebSocketRoute } from "@playwright/test";
import { type ApiClient, apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { runSql } from "./fixtures/database";
import { expect, expectLive, signIn, test } from "./fixtures/test";
import { startWiredServer } from "./fixtures/wired-server";
import { postOrders, shownNumbers } from "./fixtures/write-orders";

type World = Awaited<ReturnType<typeof startWiredServer>> & { context: BrowserContext; operator: ApiClient };

/** A signed-in browser at the other end of the wire. */
async function startWorld(browser: Browser): Promise<World> {
  const wired = await startWiredServer();
  const context = await browser.newContext({ baseURL: wired.url, viewport: { width: 1440, height: 4000 } });
  await signIn(context, wired.url, "operator");
  const end = async () => {
    await context.close();
    await wired[Symbol.asyncDispose]();
  };
  return { ...wired, context, operator: await apiClient(wired.server.url, "operator"), [Symbol.asyncDispose]: end };
}

async function openOrders({ context }: World, given?: Page): Promise<Page> {
  const page = given ?? (await context.newPage());
  await page.goto("/orders");
  await expectLive(page);
  // A reload would forget this.
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  return page;
}

/** Each of the orders stands on the page once; reports how long that took from `sinceMs` on. */
async function expectShown(page: Page, numbers: readonly string[], about: string, sinceMs: number): Promise<void> {
  await expect
    .poll(async () => (await shownNumbers(page)).toSorted(), { timeout: 15_000, intervals: [25] })
    .toEqual(numbers.toSorted());
  console.log(`    ${about}: current after ${Date.now() - sinceMs} ms`);
  await expectLive(page);
}

const caughtUp = (page: Page) => page.locator('[data-kind="caughtUp"]');

/** The page says how many events it caught up with. The host's own notifications may be among them. */
async function expectCaughtUp(page: Page, atLeast: number): Promise<void> {
  const counted = async () => Number(/Caught up: (\d+) event/.exec((await caughtUp(page).textContent()) ?? "")?.[1]);
  await expect.poll(counted).toBeGreaterThanOrEqual(atLeast);
}

const neverReloaded = (page: Page) => page.evaluate(() => "neverReloaded" in window);

/** Stops every page of the browser, as a sleep does: nobody runs, and nobody is told. Returns what wakes them. */
async function stopPages(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  };
}

/** The page's WebSockets, which can be cut and are refused until they are let through again. */
async function throughOwnSocket(page: Page) {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return void socket.close();
    open.add(socket);
    socket.connectToServer();
  });
  return {
    async cut() {
      isCut = true;
      await page.route("**/socket.io/**", (route) => route.abort());
      for (const socket of open) await socket.close();
      open.clear();
    },
    async mend() {
      isCut = false;
      await page.unroute("**/socket.io/**");
    },
  };
}

/** The page as in a tab that nobody looks at: hidden, and no frame is drawn. Returns what shows it again. */
async function hideTab(page: Page): Promise<() => Promise<void>> {
  const set = (state: "hidden" | "visible") =>
    page.evaluate((value) => {
      const { requestAnimationFrame: draw } = Object.getPrototypeOf(window);
      window.requestAnimationFrame = value === "hidden" ? () => 0 : (draw ?? window.requestAnimationFrame);
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => value });
      Object.defineProperty(document, "hidden", { configurable: true, get: () => value === "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await set("hidden");
  return () => set("visible");
}

test.describe("coming back", () => {
  // Each has a server of its own.
  test.describe.configure({ timeout: 120_000 });

  test("[two tabs] each has its own place: the one that was away catches up, the one that was there is told nothing twice", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const away = await world.context.newPage();
    const socket = await throughOwnSocket(away);
    await openOrders(world, away);
    const there = await openOrders(world);
    await socket.cut();
    await expect(away.getByText("Connection: Reconnecting")).toBeVisible();
    const numbers = await postOrders(world.operator, 5);
    await expectShown(there, numbers, "the tab that stayed", Date.now());
    expect(await shownNumbers(away)).toEqual([]);
    await socket.mend();
    // What the browser tells a page when its network is back.
    await away.evaluate(() => window.dispatchEvent(new Event("online")));
    await expectShown(away, numbers, "the tab that was away", Date.now());
    await expectCaughtUp(away, 5);
    expect(await caughtUp(there).count()).toBe(0);
    expect([await neverReloaded(away), await neverReloaded(there)]).toEqual([true, true]);
  });

  test("[a laptop asleep] a connection that died without a word is found out and replaced: caught up, nothing twice", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    const wake = await stopPages(browser);
    const stoppedAtMs = Date.now();
    world.wire.freeze();
    const numbers = await postOrders(world.operator, 7);
    // Long enough to be a sleep, by the clock.
    await expect.poll(() => Date.now(), { timeout: 15_000 }).toBeGreaterThan(stoppedAtMs + 7_000);
    const sinceMs = Date.now();
    wake();
    await expectShown(page, numbers, "asleep, dead connection", sinceMs);
    await expectCaughtUp(page, 7);
    expect(await neverReloaded(page)).toBe(true);
  });

  test("[a laptop asleep] ten minutes by the clock: the same, while no event says that it slept", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    world.wire.freeze();
    const numbers = await postOrders(world.operator, 3);
    const sinceMs = Date.now();
    await page.evaluate(() => {
      const clock = Date.now;
      Date.now = () => clock() + 600_000;
    });
    await expectShown(page, numbers, "asleep, by the clock", sinceMs);
    await expectCaughtUp(page, 3);
  });

  test("[offline and back] says that it is offline, and catches up by itself", async ({ browser }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    world.wire.cut();
    await world.context.setOffline(true);
    await expect(page.locator('[data-kind="offline"]')).toContainText("This device is offline.");
    const numbers = await postOrders(world.operator, 4);
    world.wire.mend();
    const sinceMs = Date.now();
    await world.context.setOffline(false);
    await expectShown(page, numbers, "offline and back", sinceMs);
    await expectCaughtUp(page, 4);
    expect(await neverReloaded(page)).toBe(true);
  });

  test("[a hidden tab] is current at once when it is looked at, and nothing has piled up", async ({ browser }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    const show = await hideTab(page);
    const numbers = await postOrders(world.operator, 30);
    world.wire.freeze();
    numbers.push(...(await postOrders(world.operator, 10)));
    const admin = await apiClient(world.server.url, "admin");
    for (let i = 0; i < 8; i++) {
      const broadcast = { severity: "warning", title: `Notice ${i}`, body: "x", audience: { roles: ["operator"] } };
      expect((await admin.post("/api/admin/broadcasts", broadcast)).status).toBe(201);
    }
    const sinceMs = Date.now();
    await show();
    await expectShown(page, numbers, "hidden, dead connection", sinceMs);
    await expectCaughtUp(page, 18);
    await expect(page).toHaveTitle(/^\(\d+\) /);
    // What was missed stands in the inbox; it does not come as a row of toasts.
    await expect(page.getByText("Notice 0")).toHaveCount(0);
  });

  test("[reload] each page goes on from where the server rendered it: no gap and nothing twice", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    const subscribed: string[] = [];
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const text = payload.toString();
        if (text.includes('"subscribe"') && text.includes('"orders"')) subscribed.push(text);
      }),
    );
    const numbers: string[] = [];
    for (let round = 0; round < 5; round++) {
      const [written] = await Promise.all([postOrders(world.operator, 6), page.reload()]);
      numbers.push(...written);
      await expectLive(page);
    }
    await expectShown(page, numbers, "reloaded", Date.now());
    expect(subscribed.length).toBeGreaterThanOrEqual(5);
    for (const frame of subscribed) expect(frame).toMatch(/"epoch":"[0-9a-f-]{36}","offset":\d+/);
  });

  test("[back and forward] a page that comes out of the browser's history is current", async ({ browser }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    await page.goto("about:blank");
    const numbers = await postOrders(world.operator, 4);
    const sinceMs = Date.now();
    await page.goBack();
    await expectShown(page, numbers, "back", sinceMs);
  });

  test("[resync] what is too much to show step by step is said in words, and the lists are what the database has", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const page = await openOrders(world);
    const before = await postOrders(world.operator, 3);
    await expectShown(page, before, "before", Date.now());
    world.wire.cut();
    await expect(page.getByText("Connection: Reconnecting")).toBeVisible();
    // More than a client is sent one by one.
    await runSql(
      world.server,
      `insert into outbox (stream, type, at, payload)
       select 'orders', 'order.updated', now(), last.payload
       from (select payload from events where stream = 'orders' order by "offset" desc limit 1) last, generate_series(1, 10050)`,
    );
    const after = await postOrders(world.operator, 4);
    await expect.poll(() => relayed(world), { timeout: 30_000 }).toBe(true);
    const sinceMs = Date.now();
    world.wire.mend();
    await expectShown(page, [...before, ...after], "beyond what is replayed", sinceMs);
    await expect(page.locator('[data-kind="resync"]')).toContainText("everything was read again");
    expect(await neverReloaded(page)).toBe(true);
  });
});

/** Ends every session of the operator from elsewhere. */
async function endSessions({ server }: World): Promise<void> {
  const admin = await apiClient(server.url, "admin");
  const { items } = await admin.get<{ items: { id: string; email: string }[] }>("/api/admin/users");
  const operator = items.find(({ email }) => email === "operator@pulseboard.local");
  expect((await admin.post(`/api/admin/users/${operator?.id}/sessions`, undefined, "DELETE")).status).toBe(200);
}

test.describe("what somebody may no longer see when they come back", () => {
  test.describe.configure({ timeout: 120_000 });

  test("[REVOKED-AWAY] a session that was ended meanwhile: the page says so, and nothing of what it showed stays", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const numbers = await postOrders(world.operator, 3);
    const page = await openOrders(world);
    await expectShown(page, numbers, "before", Date.now());
    world.wire.cut();
    await world.context.setOffline(true);
    await expect(page.locator('[data-kind="offline"]')).toContainText("This device is offline.");
    await endSessions(world);
    // Who is away cannot be told: until then the page is as it was.
    expect(await shownNumbers(page)).toHaveLength(3);
    world.wire.mend();
    await world.context.setOffline(false);
    await expect(page.getByRole("heading", { name: "Your access has ended." })).toBeVisible();
    for (const gone of [page.getByRole("navigation"), page.getByRole("dialog"), page.getByText(numbers[0] ?? "-")])
      await expect(gone).toHaveCount(0);
    expect(await neverReloaded(page)).toBe(true);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/login\?from=%2Forders/);
  });

  test("[REVOKED-AWAY] a session that merely ran out meanwhile keeps its page, and signs in again in place", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    const numbers = await postOrders(world.operator, 2);
    const page = await openOrders(world);
    await expectShown(page, numbers, "before", Date.now());
    await page.getByRole("searchbox").first().fill("half a wo");
    world.wire.cut();
    await world.context.setOffline(true);
    await expect(page.locator('[data-kind="offline"]')).toContainText("This device is offline.");
    await runSql(world.server, "update sessions set expires_at = now() - interval '1 second'");
    await page.evaluate(() => {
      const clock = Date.now;
      Date.now = () => clock() + 31 * 24 * 3_600_000;
    });
    world.wire.mend();
    await world.context.setOffline(false);
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await expect(dialog).toContainText("Your session has expired. What you see stays as it is.");
    await dialog.getByLabel("Password of operator@pulseboard.local").fill("operator-demo");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expectLive(page);
    await expect(page.getByRole("searchbox").first()).toHaveValue("half a wo");
    expect(await neverReloaded(page)).toBe(true);
  });

  test("[RIGHTS-AWAY] a role that was lowered meanwhile takes names and buttons off the page when it is back, without a reload", async ({
    browser,
  }) => {
    await using world = await startWorld(browser);
    await world.operator.post("/api/orders", orderBody(uniqueNumber()));
    const page = await openOrders(world);
    await expect(page.getByText("Maya Canaryfamily").first()).toBeVisible();
    world.wire.cut();
    await world.context.setOffline(true);
    await expect(page.locator('[data-kind="offline"]')).toContainText("This device is offline.");
    await runSql(world.server, "update users set role = 'viewer' where email = 'operator@pulseboard.local'");
    world.wire.mend();
    await world.context.setOffline(false);
    await expect(page.getByText("Canaryfamily")).toHaveCount(0);
    await expect(page.getByText("Maya C.").first()).toBeVisible();
    await expectLive(page);
    expect(await neverReloaded(page)).toBe(true);
  });
});

/** The relay has given every event its place. */
async function relayed({ server }: World): Promise<boolean> {
  const [row] = await runSql<{ waiting: string }>(server, "select count(*) as waiting from outbox");
  return row?.waiting === "0";
}
