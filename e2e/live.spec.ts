import type { Page } from "@playwright/test";
import { canary, canaryWords, orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, test } from "./fixtures/test";

/** Everything a page receives: documents, RSC payloads, REST answers, hub frames. */
function recordReceived(page: Page): { all: () => Promise<string> } {
  const frames: string[] = [];
  const bodies: Promise<string>[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload.toString())));
  page.on("response", (response) => {
    if (!/\.(js|css|woff2?|svg|png|ico)(\?|$)/.test(response.url())) bodies.push(response.text().catch(() => ""));
  });
  return { all: async () => [...frames, ...(await Promise.all(bodies)), await page.content()].join("\n") };
}

test.describe("live", () => {
  test("an order posted by REST is in both lists, in the feed and in the order list, without a reload", async ({
    signedIn,
    api,
  }) => {
    const [admin, viewer] = [await signedIn("admin"), await signedIn("viewer")];
    await admin.goto("/");
    await viewer.goto("/orders");
    await Promise.all([expectLive(admin), expectLive(viewer)]);
    const operator = await api("operator");
    for (let i = 0; i < 5; i++) {
      const number = uniqueNumber();
      expect((await operator.post("/api/orders", orderBody(number))).status).toBe(201);
      await Promise.all([
        expect(admin.getByRole("link", { name: number, exact: true })).toBeVisible(),
        expect(viewer.getByRole("link", { name: number, exact: true }).first()).toBeVisible(),
      ]);
    }
  });

  test("[orders.pii] canaries in the personal fields appear nowhere in what the viewer receives", async ({
    signedIn,
    api,
  }) => {
    const viewer = await signedIn("viewer");
    const received = recordReceived(viewer);
    const operator = await api("operator");
    const before = uniqueNumber();
    await operator.post("/api/orders", orderBody(before));
    await viewer.goto("/");
    await expectLive(viewer);
    const after = uniqueNumber();
    const { body } = await operator.post<{ id: string }>("/api/orders", {
      ...orderBody(after),
      items: [{ title: "Large machine", quantity: 1, unitPrice: 99_900 }],
    });
    await expect(viewer.getByRole("link", { name: after, exact: true })).toBeVisible();
    await viewer.goto("/orders");
    await viewer.goto(`/orders/${body.id}`);
    await expect(viewer.getByRole("heading", { level: 1 })).toContainText(after);
    const token = (await api("viewer")).token;
    const rest = await viewer.request.get(`/api/orders?q=${encodeURIComponent(canary.email)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await rest.json()).items).toEqual([]);
    const all = await received.all();
    expect(all).toContain(after);
    expect(all).toContain("Maya C.");
    for (const word of canaryWords) expect(all.includes(word), word).toBe(false);
  });

  test("an operator moves an order; another browser sees it, and a viewer is offered nothing and refused", async ({
    signedIn,
    api,
  }) => {
    const client = await api("operator");
    const { body: order } = await client.post<{ id: string; number: string }>("/api/orders", orderBody(uniqueNumber()));
    const [operator, viewer] = [await signedIn("operator"), await signedIn("viewer")];
    await operator.goto(`/orders/${order.id}`);
    await viewer.goto(`/orders/${order.id}`);
    await Promise.all([expectLive(operator), expectLive(viewer)]);
    await expect(viewer.getByRole("button", { name: /pack/i })).toHaveCount(0);
    await operator.getByRole("button", { name: /pack/i }).first().click();
    await expect(viewer.getByText("Packed").first()).toBeVisible();
    const refused = await (await api("viewer")).post<{ code: string }>(`/api/orders/${order.id}/status`, {
      to: "shipped",
      version: 2,
    });
    expect([refused.status, refused.body.code]).toEqual([403, "FORBIDDEN"]);
    expect(await client.get(`/api/orders/${order.id}`)).toMatchObject({ status: "packed", version: 2 });
  });

  test("a value sent by REST is the last point drawn", async ({ signedIn, api }) => {
    const client = await api("operator");
    const sample = (value: number) =>
      client.post("/api/metrics", {
        samples: [{ name: "e2e.depth", value, unit: "count", labels: { source: "e2e-till" } }],
      });
    await sample(17);
    const { items } = await client.get<{ items: { id: number; name: string }[] }>("/api/metrics");
    const series = items.find((one) => one.name === "e2e.depth");
    const page = await signedIn("viewer");
    await page.goto(`/explore?series=${series?.id}&range=5m`);
    await expectLive(page);
    await expect(page.getByText("e2e.depth").first()).toBeVisible();
    expect((await sample(42.5)).status).toBe(202);
    await expect(page.getByRole("cell", { name: "42.5" }).first()).toBeVisible();
  });

  test("a broadcast reaches the ones it is for: toast, badge, inbox; reading it clears the badge", async ({
    signedIn,
    api,
  }) => {
    const viewer = await signedIn("viewer");
    await viewer.goto("/");
    await expectLive(viewer);
    const admin = await api("admin");
    await admin.post("/api/admin/broadcasts", {
      severity: "warning",
      title: "Stocktaking tonight",
      body: "From six on.",
      audience: { roles: ["viewer"] },
    });
    await expect(viewer.getByText("Stocktaking tonight").first()).toBeVisible();
    await expect(viewer).toHaveTitle(/^\(\d+\) /);
    await viewer.goto("/inbox");
    await viewer.getByRole("button", { name: /mark all/i }).click();
    await expect(viewer).not.toHaveTitle(/^\(/);
  });
});
