import { orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, signInAs, test } from "./fixtures/test";

test.describe("access", () => {
  test("[Login] one generic error, then in with the right password, and back to the page one wanted", async ({
    page,
    server,
  }) => {
    await page.goto(`${server.url}/orders?status=open`);
    await expect(page).toHaveURL(/\/login\?from=/);
    await page.getByLabel("E-mail").fill("viewer@pulseboard.local");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /e-mail or password/i })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("viewer-demo");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${server.url}/orders?status=open`);
    await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  });

  test("[roles] what a viewer may not open is refused by server and page, and not offered", async ({
    signedIn,
    api,
  }) => {
    const page = await signedIn("viewer");
    for (const path of ["/admin", "/admin/users", "/admin/keys", "/admin/connections"]) {
      const response = await page.goto(path);
      expect(response?.status()).toBe(403);
    }
    await page.goto("/");
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
    const viewer = await api("viewer");
    expect((await viewer.post("/api/orders", {})).status).toBe(403);
    expect((await viewer.post("/api/admin/broadcasts", {})).status).toBe(403);
    await expect(viewer.get("/api/admin/connections")).rejects.toThrow("403");
  });

  test("signing out ends the session: the page behind it asks to sign in again", async ({ signedIn }) => {
    const page = await signedIn("operator");
    await page.goto("/");
    const [cookie] = (await page.context().cookies()).filter((one) => one.name.includes("session-token"));
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/login/);
    // The old cookie opens nothing any more.
    await page.context().addCookies(cookie ? [cookie] : []);
    await page.goto("/orders");
    await expect(page).toHaveURL(/\/login/);
  });

  test("[revocation] a role that is lowered takes names and buttons off the open page, without a reload", async ({
    browser,
    server,
    api,
  }) => {
    const admin = await api("admin");
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const person = { email, name: "Fay Test", role: "operator", password: "a long enough password" };
    const { body: user } = await admin.post<{ id: string }>("/api/admin/users", person);
    await admin.post("/api/orders", orderBody(uniqueNumber()));
    const context = await browser.newContext({ baseURL: server.url });
    await signInAs(context, server.url, email, person.password);
    const page = await context.newPage();
    await page.goto("/orders");
    await expectLive(page);
    await expect(page.getByText("Maya Canaryfamily").first()).toBeVisible();
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
    expect((await admin.post(`/api/admin/users/${user.id}`, { role: "viewer" }, "PATCH")).status).toBe(200);
    await expect(page.getByText("Canaryfamily")).toHaveCount(0);
    await expect(page.getByText("Maya C.").first()).toBeVisible();
    await expect(page.getByRole("button", { name: /^pack/i })).toHaveCount(0);
    await expectLive(page);
    expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
    await context.close();
  });

  test("an address with broken percent-encoding is a problem on the API and the 404 page elsewhere", async ({
    server,
    page,
  }) => {
    const answer = await fetch(`${server.url}/api/orders/%ff%fe`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    const response = await page.goto(`${server.url}/orders/%E0%A4%A`);
    expect(response?.status()).toBe(404);
    expect(response?.headers()["content-security-policy"]).toContain("nonce-");
  });
});
