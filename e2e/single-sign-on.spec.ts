import type { Page } from "@playwright/test";
import { type Issuer, startIssuer } from "@/lib/http/fixtures/issuer";
import { freePort } from "@/server/scripts/free-port";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, test } from "./fixtures/test";

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
    shop = await ServerProcess.start({
      port,
      env: {
        OIDC_ISSUER: issuer.url,
        OIDC_CLIENT_ID: "pulseboard",
        OIDC_CLIENT_SECRET: "the-secret-of-the-client",
        OIDC_NAME: "Shop login",
        OIDC_ROLE_MAP: "admin=pulse-admins;operator=ops",
      },
    });
  });
  test.afterAll(async () => {
    await shop?.[Symbol.asyncDispose]();
    await issuer?.[Symbol.asyncDispose]();
  });

  async function signInAs(page: Page, sub: string): Promise<void> {
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
    await signInAs(page, "ola");
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
    await signInAs(other, "ola");
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
    await signInAs(page, "stranger");
    await expect(page.getByRole("alert").filter({ hasText: "did not let you in" })).toBeVisible();
    await signInAs(page, "nora");
    await expect(page.getByRole("alert").filter({ hasText: "in no group that may use Pulseboard" })).toBeVisible();
    await page.getByLabel("E-mail").fill("viewer@pulseboard.local");
    await page.getByLabel("Password", { exact: true }).fill("viewer-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(`${shop.url}/inbox`);
    await context.close();
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
