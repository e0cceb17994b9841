import { uniqueNumber } from "./fixtures/api";
import { expect, expectLive, signIn, signInAs, test } from "./fixtures/test";

const password = "a long enough password";
const uniqueEmail = () => `${uniqueNumber().toLowerCase()}@example.com`;

test.describe("accounts", () => {
  test("[LINK-INVITE] an admin invites, the link opens in another browser, and whoever follows it is what they were invited as", async ({
    signedIn,
    browser,
    server,
  }) => {
    const email = uniqueEmail();
    const admin = await signedIn("admin");
    await admin.goto("/admin/users");
    await expectLive(admin);
    await admin.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = admin.getByRole("dialog", { name: "Invite somebody" });
    await dialog.getByLabel("Name").fill("Ines Invited");
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByRole("button", { name: "Make a link" }).click();
    const shown = admin.getByRole("dialog", { name: "The invitation of Ines Invited" });
    await expect(shown.getByText("Nothing is sent by e-mail")).toBeVisible();
    const link = (await shown.locator("pre").textContent()) ?? "";
    expect(link).toMatch(/\/join#[\w-]{43}$/);
    await shown.getByRole("button", { name: "Done" }).click();
    await expect(admin.getByRole("button", { name: "Invite", exact: true })).toBeFocused();
    await expect(admin.getByText(`${email} · by Ada Admin`)).toBeVisible();

    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: /^Join / })).toBeVisible();
    for (const words of ["Ines Invited", email, "Viewer"])
      await expect(page.getByText(words, { exact: false }).first()).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Use at least 10 characters.")).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${server.url}/`);
    await expectLive(page);
    await page.getByRole("button", { name: "Menu" }).click();
    await expect(page.getByText("viewer ·").last()).toBeVisible();
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
    // The secret is in nothing that the server wrote down, and the link is dead.
    expect(server.output).not.toContain(link.split("#")[1]);
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
    await context.close();
    await admin.reload();
    await expect(admin.getByRole("rowheader", { name: /Ines Invited/ })).toBeVisible();
    await expect(admin.getByText("Open invitations")).toHaveCount(0);
  });

  test("[LINK-REVOKE] a revoked invitation opens nothing, and a new link replaces the one before", async ({
    signedIn,
    browser,
  }) => {
    const admin = await signedIn("admin");
    await admin.goto("/admin/users");
    await expectLive(admin);
    await admin.getByRole("button", { name: "Invite", exact: true }).click();
    const invite = admin.getByRole("dialog", { name: "Invite somebody" });
    await invite.getByLabel("Name").fill("Rita Revoked");
    await invite.getByLabel("E-mail").fill(uniqueEmail());
    await admin.keyboard.press("Enter");
    const shown = admin.getByRole("dialog", { name: "The invitation of Rita Revoked" });
    const first = (await shown.locator("pre").textContent()) ?? "";
    await admin.keyboard.press("Escape");
    await admin.getByRole("button", { name: "New link for Rita Revoked" }).click();
    await admin.getByRole("button", { name: "Make a new link" }).click();
    const second = (await shown.locator("pre").textContent()) ?? "";
    expect(second).not.toBe(first);
    await admin.keyboard.press("Escape");
    await expect(admin.getByRole("button", { name: "New link for Rita Revoked" })).toBeFocused();
    const page = await (await browser.newContext()).newPage();
    const dead = page.getByRole("heading", { name: "This link does not work any more" });
    await page.goto(first);
    await expect(dead).toBeVisible();
    await page.goto(second);
    await expect(page.getByRole("heading", { name: /^Join / })).toBeVisible();
    await admin.getByRole("button", { name: "Revoke the invitation of Rita Revoked" }).click();
    await admin.getByRole("button", { name: "Revoke", exact: true }).last().click();
    await expect(admin.getByText("is revoked").first()).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await expect(dead).toBeVisible();
    await page.context().close();
  });

  test("[LINK-RESET] a reset link signs the user out everywhere at once and lets them in with a new password", async ({
    signedIn,
    browser,
    server,
    api,
  }) => {
    const email = uniqueEmail();
    await (await api("admin")).post("/api/admin/users", { email, name: "Fay Forgot", role: "viewer", password });
    const before = await browser.newContext({ baseURL: server.url });
    await signInAs(before, server.url, email, password);
    const old = await before.newPage();
    await old.goto("/orders");
    await expectLive(old);
    const admin = await signedIn("admin");
    await admin.goto("/admin/users");
    await expectLive(admin);
    await admin.getByRole("button", { name: "Change Fay Forgot" }).click();
    await admin.getByRole("button", { name: "Make a reset link" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Make a link" }).click();
    const shown = admin.getByRole("dialog", { name: "A new password for Fay Forgot" });
    const link = (await shown.locator("pre").textContent()) ?? "";
    const after = await browser.newContext();
    const page = await after.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("quite another password");
    await page.keyboard.press("Enter");
    await expectLive(page);
    await expect(old.getByRole("heading", { name: "Your access has ended." })).toBeVisible();
    await before.close();
    await after.close();
  });

  test("[PASSWORD-OWN] a new password of one's own signs the other browser out live and keeps this one", async ({
    browser,
    server,
    api,
  }) => {
    const email = uniqueEmail();
    await (await api("admin")).post("/api/admin/users", { email, name: "Otis Own", role: "operator", password });
    const contexts = [
      await browser.newContext({ baseURL: server.url }),
      await browser.newContext({ baseURL: server.url }),
    ];
    const [here, there] = await Promise.all(
      contexts.map(async (context) => {
        await signInAs(context, server.url, email, password);
        return context.newPage();
      }),
    );
    if (!here || !there) throw new Error("Two pages were asked for.");
    await there.goto("/orders");
    await expectLive(there);
    await there.evaluate(() => Object.assign(window, { neverReloaded: true }));
    await here.goto("/");
    await here.getByRole("button", { name: /account menu/ }).click();
    await here.getByRole("link", { name: "Settings" }).click();
    await expect(here.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    const form = here.getByRole("form", { name: "Password" });
    await form.getByLabel("Present password", { exact: true }).fill("a wrong guess of it");
    await form.getByLabel("New password", { exact: true }).fill("quite another password");
    await here.keyboard.press("Enter");
    await expect(form.getByText("This is not your present password.")).toBeVisible();
    await form.getByLabel("Present password", { exact: true }).fill(password);
    await here.keyboard.press("Enter");
    await expect(here.getByText("Your password was changed", { exact: true })).toBeVisible();
    await expect(there.getByRole("heading", { name: "Your access has ended." })).toBeVisible({ timeout: 1_000 });
    await expect(there.getByRole("navigation")).toHaveCount(0);
    expect(await there.evaluate(() => "neverReloaded" in window)).toBe(true);
    await expectLive(here);
    // The next page that is asked for, as a document and as React's payload, leads to the login.
    const next = await there.request.get(`${server.url}/orders`, { maxRedirects: 0 });
    expect([next.status(), next.headers().location]).toEqual([307, "/login?from=%2Forders"]);
    const payload = await there.request.get(`${server.url}/orders`, { headers: { rsc: "1" }, maxRedirects: 0 });
    expect(await payload.text()).not.toContain("Otis Own");
    for (const context of contexts) await context.close();
  });

  test("[SESSIONS-OWN] a session that is ended from the list says so on its page, and its data is gone", async ({
    browser,
    signedIn,
    server,
  }) => {
    const here = await signedIn("operator");
    const elsewhere = await browser.newContext({
      baseURL: server.url,
      userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:152.0) Gecko/20100101 Firefox/152.0",
    });
    await signIn(elsewhere, server.url, "operator");
    const there = await elsewhere.newPage();
    await there.goto("/orders");
    await expectLive(there);
    await here.goto("/settings");
    await expectLive(here);
    await expect(here.getByText("This browser", { exact: true })).toBeVisible();
    await here
      .getByRole("button", { name: /^End session: Firefox/ })
      .first()
      .click();
    await expect(there.getByRole("heading", { name: "Your access has ended." })).toBeVisible({ timeout: 1_000 });
    await expect(there.getByRole("heading", { name: "Orders" })).toHaveCount(0);
    await expect(here.getByText("is signed out").first()).toBeVisible();
    await there.getByRole("button", { name: "Sign in" }).click();
    await expect(there).toHaveURL(/\/login\?from=%2Forders/);
    await elsewhere.close();
  });

  test("[DELETE] deleting somebody takes their open page away; they vanish from the list and cannot come back", async ({
    signedIn,
    browser,
    server,
    api,
  }) => {
    const email = uniqueEmail();
    await (await api("admin")).post("/api/admin/users", { email, name: "Del Ete", role: "operator", password });
    const context = await browser.newContext({ baseURL: server.url });
    await signInAs(context, server.url, email, password);
    const page = await context.newPage();
    await page.goto("/");
    await expectLive(page);
    const admin = await signedIn("admin");
    await admin.goto("/admin/users");
    await expectLive(admin);
    await admin.getByRole("button", { name: "Change Del Ete" }).click();
    await admin.getByRole("button", { name: "Delete" }).click();
    const confirm = admin.getByRole("button", { name: "Delete for good" });
    await expect(confirm).toBeDisabled();
    await admin.getByLabel(`Type ${email} to confirm`).fill(email);
    await confirm.click();
    await expect(page.getByRole("heading", { name: "Your access has ended." })).toBeVisible();
    await expect(admin.getByRole("rowheader", { name: /Del Ete/ })).toHaveCount(0);
    const answer = await fetch(`${server.url}/api/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: email, password }),
    });
    expect(answer.status).toBe(401);
    await context.close();
  });

  test("[LISTS-LIVE] what another admin does to people stands in the open list within a second", async ({
    signedIn,
    api,
  }) => {
    const page = await signedIn("admin");
    await page.goto("/admin/users");
    await expectLive(page);
    const other = await api("admin");
    const within = { timeout: 1_000 };
    const name = `Liv ${uniqueNumber()}`;
    const row = page.getByRole("row").filter({ hasText: name });
    const person = { email: uniqueEmail(), name, role: "viewer", password };
    const { body: user } = await other.post<{ id: string }>("/api/admin/users", person);
    await expect(row).toBeVisible(within);
    await expect(row).toContainText("never");
    await other.post(`/api/admin/users/${user.id}`, { role: "operator" }, "PATCH");
    await expect(row).toContainText("Operator", within);
    await other.post(`/api/admin/users/${user.id}`, { disabled: true }, "PATCH");
    await expect(row).toContainText("Disabled", within);
    const invited = `Ivo ${uniqueNumber()}`;
    const asked = { email: uniqueEmail(), name: invited, role: "viewer" };
    const { body: issued } = await other.post<{ invitation: { id: string } }>("/api/admin/invitations", asked);
    await expect(page.getByRole("button", { name: `New link for ${invited}` })).toBeVisible(within);
    await other.post(`/api/admin/invitations/${issued.invitation.id}`, undefined, "DELETE");
    await expect(page.getByText(invited)).toHaveCount(0, within);
    await other.post(`/api/admin/users/${user.id}`, undefined, "DELETE");
    await expect(row).toHaveCount(0, within);
  });

  test("[LISTS-LIVE] a sign-in and its end stand in the open list of sessions: an admin's of somebody, and a viewer's own", async ({
    signedIn,
    browser,
    server,
    api,
  }) => {
    const email = uniqueEmail();
    const name = `Sid ${uniqueNumber()}`;
    await (await api("admin")).post("/api/admin/users", { email, name, role: "viewer", password });
    const open = async (path: string) => {
      const context = await browser.newContext({ baseURL: server.url });
      await signInAs(context, server.url, email, password);
      const page = await context.newPage();
      await page.goto(path);
      await expectLive(page);
      return page;
    };
    const own = await open("/settings");
    const admin = await signedIn("admin");
    await admin.goto("/admin/users");
    await expectLive(admin);
    await admin.getByRole("button", { name: `Change ${name}` }).click();
    await admin.getByRole("button", { name: "Sessions" }).click();
    const listed = admin.getByRole("dialog", { name: `Sessions of ${name}` }).locator("[data-session]");
    await expect(listed).toHaveCount(1);
    const elsewhere = await open("/");
    await expect(listed).toHaveCount(2, { timeout: 1_000 });
    await expect(own.locator("[data-session]")).toHaveCount(2, { timeout: 3_000 });
    await own.getByRole("button", { name: /^End session/ }).click();
    await expect(elsewhere.getByRole("heading", { name: "Your access has ended." })).toBeVisible();
    await expect(listed).toHaveCount(1, { timeout: 1_000 });
    for (const page of [own, elsewhere]) await page.context().close();
  });

  test("signing out in one tab takes the other tab's page away", async ({ signedIn }) => {
    const page = await signedIn("operator");
    await page.goto("/");
    const other = await page.context().newPage();
    await other.goto("/orders");
    await expectLive(other);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(other.getByRole("heading", { name: "You signed out." })).toBeVisible();
    await expect(other.getByRole("heading", { name: "Orders" })).toHaveCount(0);
  });
});
