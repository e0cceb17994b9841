import type { Page, WebSocketRoute } from "@playwright/test";
import { type ApiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, test } from "./fixtures/test";

interface PlacedOrder {
  id: string;
  number: string;
  status: string;
  version: number;
}

const placeOrder = async (client: ApiClient): Promise<PlacedOrder> =>
  (await client.post<PlacedOrder>("/api/orders", orderBody(uniqueNumber()))).body;

const readOrder = (client: ApiClient, id: string) => client.get<PlacedOrder>(`/api/orders/${id}`);
const statusesOf = async (client: ApiClient, id: string): Promise<string[]> =>
  (await client.get<{ items: { to: string }[] }>(`/api/orders/${id}/events`)).items.map(({ to }) => to);

/** What the page sends and receives passes here; either may be held back or the socket be cut by `onCall` and `onFrame`. */
async function watchSocket(
  page: Page,
  on: {
    /** A frame from the page; false keeps it. */
    sent?: (frame: string, socket: WebSocketRoute) => boolean;
    /** A frame from the server; false keeps it. */
    received?: (frame: string, socket: WebSocketRoute) => boolean;
  },
): Promise<void> {
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (on.sent?.(frame.toString(), socket) ?? true) server.send(frame);
    });
    server.onMessage((frame) => {
      if (on.received?.(frame.toString(), socket) ?? true) socket.send(frame);
    });
  });
}

const pack = (page: Page) => page.getByRole("button", { name: /^pack/i }).first();

test.describe("moving an order", () => {
  test("[rolled back] what somebody else did meanwhile refuses the move: said in words, and shown as it is", async ({
    signedIn,
    api,
  }) => {
    const client = await api("operator");
    const order = await placeOrder(client);
    const page = await signedIn("operator");
    // This page does not hear of the other's change.
    await watchSocket(page, { received: (frame) => !frame.includes('"streamEvent"') && !frame.includes('"heads"') });
    await page.goto(`/orders/${order.id}`);
    await expectLive(page);
    expect((await client.post(`/api/orders/${order.id}/status`, { to: "cancelled", version: 1 })).status).toBe(200);
    await pack(page).click();
    await expect(page.getByText(`${order.number} was changed by somebody else`, { exact: true })).toBeVisible();
    await expect(page.getByText("It is cancelled now. Your change was not made.", { exact: true })).toBeVisible();
    await expect(pack(page)).toHaveCount(0);
    await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
    expect(await statusesOf(client, order.id)).not.toContain("packed");
  });

  test("[rolled back] a move that is shown before it is answered is taken back when the server refuses it", async ({
    signedIn,
    api,
  }) => {
    const client = await api("operator");
    const order = await placeOrder(client);
    const page = await signedIn("operator");
    let refuse: () => void = () => undefined;
    await watchSocket(page, {
      sent(frame, socket) {
        const [, id] = /^42\/hubs\/ops,(\d+)\["setOrderStatus"/.exec(frame) ?? [];
        if (id === undefined) return true;
        const error = { code: "ILLEGAL_TRANSITION", message: "That step is not possible.", traceId: "0".repeat(32) };
        refuse = () => socket.send(`43/hubs/ops,${id}[${JSON.stringify({ ok: false, error })}]`);
        return false;
      },
    });
    await page.goto(`/orders/${order.id}`);
    await expectLive(page);
    await pack(page).click();
    await expect(page.getByText("Packed", { exact: true }).first()).toBeVisible();
    refuse();
    await expect(page.getByText(`${order.number} was not changed`, { exact: true })).toBeVisible();
    await expect(page.getByText("That step is not possible. It is still placed.", { exact: true })).toBeVisible();
    await expect(pack(page)).toBeEnabled();
    expect(await readOrder(client, order.id)).toMatchObject({ status: "placed", version: 1 });
  });

  test("[once] a move whose answer got lost with the connection is asked again by the same key, and done once", async ({
    signedIn,
    api,
  }) => {
    const client = await api("operator");
    const order = await placeOrder(client);
    const page = await signedIn("operator");
    const keys: string[] = [];
    let replyId = "";
    await watchSocket(page, {
      sent(frame) {
        const [, id, key] = /^42\/hubs\/ops,(\d+)\["setOrderStatus",.*"key":"([^"]+)"/.exec(frame) ?? [];
        if (id !== undefined && key !== undefined) {
          keys.push(key);
          replyId = id;
        }
        return true;
      },
      received(frame, socket) {
        // The server has done it, and its answer does not arrive.
        const isAnswer = keys.length === 1 && frame.startsWith(`43/hubs/ops,${replyId}[`);
        if (isAnswer) void socket.close();
        return !isAnswer && !(keys.length === 1 && frame.includes('"streamEvent"'));
      },
    });
    await page.goto(`/orders/${order.id}`);
    await expectLive(page);
    await pack(page).click();
    await expect.poll(() => keys.length).toBe(2);
    await expectLive(page);
    await expect(page.getByRole("button", { name: /^ship/i }).first()).toBeEnabled();
    await expect(page.getByText("Packed", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(/was not changed|No answer about/)).toHaveCount(0);
    expect(new Set(keys).size).toBe(1);
    expect(await readOrder(client, order.id)).toMatchObject({ status: "packed", version: 2 });
    expect((await statusesOf(client, order.id)).filter((to) => to === "packed")).toHaveLength(1);
  });
});
