import { expect, test } from "./fixtures/test";

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
    for (const path of ["/admin", "/admin/users"]) {
      const response = await page.goto(path);
      expect(response?.status()).toBe(403);
    }
    await page.goto("/");
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
    const viewer = await api("viewer");
    expect((await viewer.post("/api/orders", {})).status).toBe(403);
    expect((await viewer.post("/api/admin/broadcasts", {})).status).toBe(403);
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
});
