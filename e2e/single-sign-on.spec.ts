import type { Browser, Page } from "@playwright/test";
import { type Issuer, startIssuer } from "@/lib/http/fixtures/issuer";
import { freePort } from "@/server/scripts/free-port";
import { runSql } from "./fixtures/database";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";

test.describe("single sign-on", () => {
  let issuer: Issuer;
  let shop: ServerProcess;

  test.beforeAll(async () => {
    const port = await freePort();
    issuer = await startIssuer(`http://localhost:${port}`);
    await issuer.tell("ola", {
      email: "ola@shop.example",
      email_verified: true,
      name: "Ola Operator",
      groups: ["ops"],
    });
    await issuer.tell("nora", { email: "nora@shop.example", email_verified: true, name: "Nora None", groups: [] });
    await issuer.tell("stranger", null);
    await issuer.tell("pia", {
      email: "pia@shop.example",
      email_verified: true,
      name: "Pia Provided",
      groups: ["ops"],
    });
    await issuer.tell("bea", { email: "bea@shop.example", email_verified: true, name: "Bea Both", groups: ["ops"] });
    shop = await ServerProcess.start({
      port,
      env: {
        OIDC_ISSUER: issuer.url,
        OIDC_CLIENT_ID: "pulseboard",
        OIDC_CLIENT_SECRET: "the-secret-of-the-client",
        OIDC_NAME: "Shop login",
        OIDC_ROLE_MAP: "admin=pulse-admins;operator=ops",
        OIDC_LINK_BY_EMAIL: "1",
      },
    });
  });
  test.afterAll(async () => {
    await shop?.[Symbol.asyncDispose]();
    await issuer?.[Symbol.asyncDispose]();
  });

  async function signInToProvider(page: Page, sub: string): Promise<void> {
    const button = page.getByRole("button", { name: "Sign in with Shop login" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: sub }).click();
  }

  test("[SSO-CREATE] a page leads to the provider and back to itself; a changed group reaches the open page without a reload", async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${shop.url}/orders?status=new`);
    await signInToProvider(page, "ola");
    await expect(page).toHaveURL(`${shop.url}/orders?status=new`);
    await expectLive(page);
    await expect(page.getByText("Ola Operator").first()).toBeVisible();
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);

    await issuer.tell("ola", {
      email: "ola@shop.example",
      email_verified: true,
      name: "Ola Operator",
      groups: ["pulse-admins"],
    });
    const elsewhere = await browser.newContext();
    const other = await elsewhere.newPage();
    await other.goto(`${shop.url}/login`);
    await signInToProvider(other, "ola");
    await expectLive(other);
    await expect(page.getByRole("link", { name: "Administration" })).toBeVisible();
    await elsewhere.close();
    await context.close();
  });

  test("[SSO-WORDS] refused, in no group, nobody at the provider: the login page says it, and the password works beside", async ({
    browser,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.url}/login?from=%2Finbox`);
    await signInToProvider(page, "stranger");
    await expect(page.getByRole("alert").filter({ hasText: "did not let you in" })).toBeVisible();
    await signInToProvider(page, "nora");
    await expect(page.getByRole("alert").filter({ hasText: "in no group that may use Pulseboard" })).toBeVisible();
    await page.getByLabel("E-mail").fill("viewer@pulseboard.local");
    await page.getByLabel("Password", { exact: true }).fill("viewer-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(`${shop.url}/inbox`);
    await context.close();
  });

  /** Signed in by the provider, on `path`. */
  async function openAs(browser: Browser, sub: string, path: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(`${shop.url}${path}`);
    await signInToProvider(page, sub);
    await expect(page).toHaveURL(`${shop.url}${path}`);
    await expectLive(page);
    return page;
  }

  async function openAsAdmin(browser: Browser, path: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await signIn(context, shop.url, "admin");
    const page = await context.newPage();
    await page.goto(`${shop.url}${path}`);
    await expectLive(page);
    return page;
  }

  test("[SSO-SHOWN] the list says who comes by the provider, while it is looked at; what cannot be done to them is not offered and says why", async ({
    browser,
  }) => {
    const admin = await openAsAdmin(browser, "/admin/users");
    const rowOf = (name: string) => admin.getByRole("row").filter({ hasText: name });
    await expect(rowOf("Ada Admin")).toContainText("Password");
    const pia = await openAs(browser, "pia", "/settings");
    await expect(rowOf("Pia Provided")).toContainText("Shop loginno password", { timeout: 2_000 });
    await expect(rowOf("Pia Provided")).toContainText("here now");

    await admin.getByRole("button", { name: "Change Pia Provided" }).focus();
    await admin.keyboard.press("Enter");
    await expect(admin.getByText("They sign in with Shop login and have no password.")).toBeVisible();
    for (const name of ["Make a reset link", "Set a new password", "Name and role"])
      await expect(admin.getByRole("button", { name })).toHaveCount(0);
    await admin.getByRole("button", { name: "Rename" }).click();
    const dialog = admin.getByRole("dialog", { name: "pia@shop.example" });
    await expect(dialog.getByLabel("Role")).toBeDisabled();
    await expect(dialog.getByText("Their role comes from Shop login, anew at each sign-in.")).toBeVisible();
    await dialog.getByLabel("Name").fill("Pia Renamed");
    await admin.keyboard.press("Enter");
    await expect(rowOf("Pia Renamed")).toBeVisible();

    const settings = pia.getByRole("region", { name: "How you sign in" });
    await expect(settings).toContainText("Your account has no password: you sign in with Shop login");
    await expect(settings).toContainText("signed in with Shop login");
    await expect(pia.getByRole("form", { name: "Password" })).toHaveCount(0);
    await expect(pia.getByRole("form", { name: "Profile" })).toContainText("Your role comes from Shop login");
    for (const page of [admin, pia]) await page.context().close();
  });

  test("[SSO-SHOWN] an account with both says so, and its password is changed as every other", async ({ browser }) => {
    const admin = await openAsAdmin(browser, "/admin/users");
    const bea = { name: "Bea Both", email: "bea@shop.example", role: "viewer", password: "a long enough password" };
    const origin = { origin: shop.url };
    const added = await admin.request.post(`${shop.url}/api/admin/users`, { data: bea, headers: origin });
    expect(added.status()).toBe(201);
    const row = admin.getByRole("row").filter({ hasText: "Bea Both" });
    await expect(row).toContainText("Password");
    const page = await openAs(browser, "bea", "/settings");
    await expect(row).toContainText("Shop loginor a password");
    await expect(row).toContainText("Operator");
    const form = page.getByRole("form", { name: "Password" });
    await expect(form).toContainText("You can sign in with Shop login too, and with this password.");
    await form.getByLabel("Present password", { exact: true }).fill(bea.password);
    await form.getByLabel("New password", { exact: true }).fill("quite another password");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Your password was changed", { exact: true })).toBeVisible();
    await admin.getByRole("button", { name: "Change Bea Both" }).click();
    await expect(admin.getByRole("button", { name: "Set a new password" })).toBeVisible();
    for (const opened of [admin, page]) await opened.context().close();
  });

  test("[SSO-SETTINGS] an admin sees how it is set up, and the client's secret is in nothing that is sent", async ({
    browser,
  }) => {
    const admin = await openAsAdmin(browser, "/admin/settings");
    const section = admin.getByRole("region", { name: "Single sign-on" });
    for (const words of ["Set up", "Sign in with Shop login", issuer.url, "pulse-admins", "not let in", "groups"])
      await expect(section).toContainText(words);
    for (const path of ["/admin/settings", "/api/admin/settings", "/admin/users", "/login"]) {
      for (const rsc of ["0", "1"]) {
        const answer = await admin.request.get(`${shop.url}${path}`, { headers: { rsc } });
        expect(await answer.text(), path).not.toContain("the-secret-of-the-client");
      }
    }
    await admin.context().close();
  });

  test("[SSO-AGAIN] a session that ran out asks whoever has no password to go to the provider, and back to this page", async ({
    browser,
  }) => {
    const page = await openAs(browser, "pia", "/orders");
    await runSql(shop, "update sessions set expires_at = now() - interval '1 second' where method = 'sso'");
    await page.evaluate(() => {
      const clock = Date.now;
      Date.now = () => clock() + 31 * 24 * 3_600_000;
      window.dispatchEvent(new Event("online"));
    });
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await expect(dialog).toContainText("You sign in on the page of Shop login and come back", { timeout: 15_000 });
    await expect(dialog.getByLabel(/Password/)).toHaveCount(0);
    await dialog.getByRole("button", { name: "Sign in with Shop login" }).click();
    await page.getByRole("button", { name: "pia" }).click();
    await expect(page).toHaveURL(`${shop.url}/orders`);
    await expectLive(page);
    await page.context().close();
  });

  test("[SSO-WORDS] a provider that is gone: the button says so, and the page stays", async ({ browser }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.url}/login`);
    await issuer.stop();
    await page.getByRole("button", { name: "Sign in with Shop login" }).click();
    await expect(page.getByText("Shop login does not answer. Try again in a moment.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in with Shop login" })).toBeEnabled();
    await context.close();
  });
});
