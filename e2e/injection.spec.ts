import type { Page } from "@playwright/test";
import { orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, test } from "./fixtures/test";

/** Each would leave a mark on a page that took it for more than text, or do something in a spreadsheet or a database. */
const texts = [
  `<img src=x onerror="injected=1" data-injected>`,
  `"><script data-injected>injected=1</script>`,
  `</script><b data-injected>bold</b>`,
  `<svg data-injected onload=injected=1>`,
  `javascript:injected=1`,
  `{{7*7}} \${7*7} %s`,
  `=HYPERLINK("http://evil.test","x")`,
  `+1+1`,
  `-2+3`,
  `@SUM(1)`,
  `x'); drop table orders; --`,
  `\u202Egnp.exe \u200Fx`,
];
/** The mark of a name that is turned around would be lost in the text of a page. */
const onPages = texts.slice(0, -1);

async function expectOnlyText(page: Page, path: string, expected: readonly string[]): Promise<void> {
  await page.goto(path);
  await expectLive(page);
  for (const text of expected) await expect.soft(page.locator("body"), path).toContainText(text);
  expect.soft(await page.locator("[data-injected]").count(), path).toBe(0);
  expect.soft(await page.evaluate(() => "injected" in window), path).toBe(false);
}

test("[INJECT] what people write is text: on pages, in the audit's CSV and in the database", async ({
  signedIn,
  api,
  server,
}) => {
  test.setTimeout(120_000);
  const admin = await api("admin");
  const orders: { id: string; text: string }[] = [];
  for (const text of texts) {
    const personal = { name: text, phone: text.slice(0, 40), address: text };
    const items = [{ sku: text, title: text, quantity: 1, unitPrice: 100 }];
    const order = { ...orderBody(uniqueNumber()), customer: personal, items };
    const made = await admin.post<{ id: string; customer: object }>("/api/orders", order);
    expect(made.status, text).toBe(201);
    expect(made.body.customer).toEqual(personal);
    orders.push({ id: made.body.id, text });
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const person = { email, name: text, role: "viewer", password: "a long enough password" };
    expect((await admin.post("/api/admin/users", person)).status, text).toBe(201);
    expect((await admin.post("/api/admin/keys", { name: text, scopes: ["orders.read"], days: 1 })).status).toBe(201);
    const news = { severity: "info", title: text, body: text, audience: { roles: ["admin"] } };
    expect((await admin.post("/api/admin/broadcasts", news)).status, text).toBe(201);
    // A search is text as well: it finds what it says and breaks nothing.
    const { items: found } = await admin.get<{ items: { id: string }[] }>(`/api/orders?q=${encodeURIComponent(text)}`);
    expect(
      found.map(({ id }) => id),
      text,
    ).toContain(made.body.id);
  }
  for (const control of ["a\u0000b", "a\u001bb", "a\u007fb", "a\ud800b"]) {
    const refused = await admin.post("/api/orders", { ...orderBody(uniqueNumber()), customer: { name: control } });
    expect(refused.status).toBe(400);
  }

  const page = await signedIn("admin");
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => expect.soft(dialog.message()).toBe("no dialog")));
  for (const path of ["/orders", "/inbox", "/admin/users", "/admin/keys"]) await expectOnlyText(page, path, onPages);
  await expectOnlyText(page, "/", []);
  await expectOnlyText(page, "/admin/audit", []);
  for (const { id, text } of orders.slice(0, 4)) await expectOnlyText(page, `/orders/${id}`, [text]);

  const csv = await fetch(`${server.url}/api/admin/audit.csv`, { headers: { authorization: `Bearer ${admin.token}` } });
  const text = await csv.text();
  expect(text).toContain("'=HYPERLINK(");
  // No cell begins with what a spreadsheet would run; a minus before a digit stands in no column of ours.
  expect(
    text
      .split("\r\n")
      .filter((row) => /(^|,)"?[=+@-]/.test(row.replaceAll(/"(?:[^"]|"")*"/g, (cell) => cell.slice(0, 2)))),
  ).toEqual([]);
});
