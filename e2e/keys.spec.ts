import { get } from "node:http";
import { orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, testOnOwnServer } from "./fixtures/test";

const test = testOnOwnServer();

interface OpenStream {
  status: number;
  /** Everything that came so far. */
  text: () => string;
  /** Resolves with the time of its end, ms. */
  ended: Promise<number>;
}

/** `curl -N` of the stream of orders. */
const openStream = (url: string, key: string): Promise<OpenStream> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    get(`${url}/api/stream?streams=orders`, { headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      const ended = new Promise<number>((end) => response.once("close", () => end(performance.now())));
      resolve({ status: response.statusCode ?? 0, text: () => text, ended });
    }).once("error", reject);
  });

test("an admin makes a key in the page; a program sends, orders and listens with it until it is revoked there", async ({
  signedIn,
  server,
}) => {
  const page = await signedIn("admin");
  await page.goto("/admin/keys");
  await expectLive(page);
  await expect(page.getByText("No API keys yet")).toBeVisible();

  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "Create an API key" });
  // The keyboard alone is enough: name, what it may do, each scope, Enter.
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Webshop");
  await dialog.getByLabel("It may").selectOption("Choose exactly…");
  for (const scope of ["Send measurements", "Read orders", "Write orders"]) {
    await dialog.getByRole("checkbox", { name: scope }).focus();
    await page.keyboard.press("Space");
  }
  await page.keyboard.press("Enter");
  const shown = page.getByRole("region", { name: "The key for Webshop" });
  await expect(shown.getByText("you will not see it again")).toBeVisible();
  const key = /pb_[\w-]{43}/.exec(await shown.innerText())?.[0] ?? "";
  expect(key).not.toBe("");
  expect(await shown.innerText()).toContain(`curl ${server.url}/api/metrics -H 'authorization: Bearer ${key}'`);

  const send = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await send("/api/metrics", { samples: [{ name: "e2e.depth", value: 1 }] })).status).toBe(202);
  const stream = await openStream(server.url, key);
  expect(stream.status).toBe(200);
  const number = uniqueNumber();
  const placed = await send("/api/orders", orderBody(number));
  expect(placed.status).toBe(201);
  const { id }: { id: string } = await placed.json();
  await expect.poll(stream.text).toContain(`"number":"${number}"`);
  expect((await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
  expect((await send("/api/admin/keys", { name: "x", scopes: ["metrics.read"] })).status).toBe(403);

  // Shown once: neither dismissed nor after a reload does the page have it.
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await expect(shown).toHaveCount(0);
  await page.goto(`/orders/${id}`);
  await expect(page.getByText("key: Webshop").first()).toBeVisible();
  const answers: string[] = [];
  page.on(
    "response",
    (response) =>
      void response
        .text()
        .then((text) => answers.push(text))
        .catch(() => undefined),
  );
  await page.goto("/admin/keys");
  await expectLive(page);
  const row = page.getByRole("row", { name: /Webshop/ });
  await expect(row).toContainText("Send measurements, read orders, write orders");
  await expect(row).toContainText("127.0.0.1");
  await expect(row).toContainText("1 connection open now");
  expect([...answers, await page.content()].join("\n")).not.toContain(key.slice(11));

  await row.getByRole("button", { name: "Revoke Webshop" }).click();
  const confirm = page.getByRole("dialog", { name: "Revoke Webshop?" });
  await expect(confirm).toContainText(/last used .* from 127\.0\.0\.1, 1 connection open now/);
  const revoked = page.waitForResponse((response) => response.request().method() === "DELETE");
  await confirm.getByRole("button", { name: "Revoke", exact: true }).click();
  expect((await revoked).status()).toBe(200);
  const revokedAtMs = performance.now();
  expect((await stream.ended) - revokedAtMs).toBeLessThan(1_000);
  expect(stream.text()).toContain('"code":"REVOKED"');
  expect((await send("/api/metrics", { samples: [{ name: "e2e.depth", value: 1 }] })).status).toBe(401);
  await expect(row.getByText("Revoked", { exact: true })).toBeVisible();
  await expect(row.getByRole("button", { name: "Revoke Webshop" })).toHaveCount(0);
  // Nothing of it stands in the log either.
  expect(server.output).not.toContain(key.slice(11, 30));
});

test("what one admin does with keys is on the other's open page at once, and an operator is offered nothing", async ({
  signedIn,
  api,
}) => {
  const page = await signedIn("admin");
  await page.goto("/admin/keys");
  await expectLive(page);
  const admin = await api("admin");
  const { body } = await admin.post<{ id: string }>("/api/admin/keys", { name: "Till 3", scopes: ["metrics.write"] });
  const row = page.getByRole("row", { name: /Till 3/ });
  await expect(row).toBeVisible({ timeout: 5_000 });
  await fetch(`${new URL(page.url()).origin}/api/admin/keys/${body.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${admin.token}` },
  });
  await expect(row.getByText("Revoked", { exact: true })).toBeVisible({ timeout: 5_000 });
  const operator = await signedIn("operator");
  expect((await operator.goto("/admin/keys"))?.status()).toBe(403);
});
