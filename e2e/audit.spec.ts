import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, testOnOwnServer } from "./fixtures/test";

const test = testOnOwnServer();

const password = "a CANARYsecret password";

test.describe("audit", () => {
  test("[AUDIT-PAGE] what others do and are refused shows up on the open page; filters, details and the file agree", async ({
    signedIn,
    api,
    server,
  }) => {
    const [admin, operator] = [await api("admin"), await api("operator")];
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const person = { email, name: "=Fay <b>Test</b>", role: "viewer", password };
    const { body: user } = await admin.post<{ id: string }>("/api/admin/users", person);
    const page = await signedIn("admin");
    await page.goto("/admin/audit");
    await expectLive(page);
    const rows = page.getByRole("table", { name: "Audit, newest first" }).locator("tbody tr");
    await expect(rows.filter({ hasText: "Add a user" }).first()).toContainText("=Fay <b>Test</b>");
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

    expect((await operator.post("/api/admin/broadcasts", {})).status).toBe(403);
    expect((await admin.post(`/api/admin/users/${user.id}`, { role: "operator", password }, "PATCH")).status).toBe(200);
    const refused = rows.filter({ hasText: "Otto Operator" }).filter({ hasText: "Send a broadcast" });
    await expect(refused.first()).toContainText("Not allowed");
    const changed = rows.filter({ hasText: "Change a user" }).first();
    await expect(changed).toContainText("role viewer → operator, password changed");
    await expect(changed).toContainText("Ada Admin");
    expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);

    await page.getByRole("radio", { name: "Refused" }).check({ force: true });
    await expect(page).toHaveURL(/outcome=refused/);
    await expect(rows.filter({ hasText: "Change a user" })).toHaveCount(0);
    await refused.first().getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Not allowed");
    await expect(dialog).toContainText("broadcast.sent");
    await expect(dialog).toContainText("/api/admin/broadcasts");
    await dialog.getByRole("button", { name: "Only Otto Operator" }).click();
    await expect(page).toHaveURL(/outcome=refused&who=/);
    await expect(rows.filter({ hasText: "Otto Operator" }).first()).toBeVisible();
    await page.reload();
    await expect(rows.filter({ hasText: "Otto Operator" }).first()).toBeVisible();
    expect(await rows.count()).toBe(await rows.filter({ hasText: "Otto Operator" }).count());
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^pulseboard-audit-.*\.csv$/);

    const headers = { authorization: `Bearer ${admin.token}` };
    const csv = await (await fetch(`${server.url}/api/admin/audit.csv`, { headers })).text();
    expect(csv).toContain("refused,FORBIDDEN,broadcast.sent,");
    expect(csv).toContain("'=Fay <b>Test</b>");
    expect(csv).toContain('"{""role"":[""viewer"",""operator""],""password"":""changed""}"');
    expect(csv + server.output).not.toContain("CANARYsecret");
  });

  test("[AUDIT-PAGE] while the rows are looked at, new ones wait behind a pill", async ({ signedIn, api }) => {
    const [admin, operator] = [await api("admin"), await api("operator")];
    const body = orderBody(uniqueNumber());
    const { body: order } = await operator.post<{ id: string; version: number }>("/api/orders", body);
    const page = await signedIn("admin");
    await page.goto("/admin/audit?action=order.");
    await expectLive(page);
    const rows = page.getByRole("table", { name: "Audit, newest first" }).locator("tbody tr");
    await expect(rows.first()).toContainText("Place an order");
    await rows.first().hover();
    const before = await rows.first().innerText();
    const move = { to: "packed", version: order.version };
    expect((await admin.post(`/api/orders/${order.id}/status`, move)).status).toBe(200);
    const pill = page.getByRole("button", { name: "1 new entry" });
    await expect(pill).toBeVisible();
    expect((await rows.first().innerText()).split("\t").slice(1)).toEqual(before.split("\t").slice(1));
    await pill.click();
    await expect(rows.filter({ hasText: "Move an order" }).first()).toContainText("status placed → packed");
  });

  test("[AUDIT-PAGE] others get neither page, list nor file; that they tried, and from a foreign page, is told", async ({
    browser,
  }) => {
    // Repeats of one person are gathered for a minute: what other tests were refused must not be among them.
    await using server = await ServerProcess.start();
    const viewer = await apiClient(server.url, "viewer");
    const context = await browser.newContext({ baseURL: server.url });
    await signIn(context, server.url, "viewer");
    const page = await context.newPage();
    expect((await page.goto("/admin/audit"))?.status()).toBe(403);
    await page.goto("/");
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
    for (const path of ["/api/admin/audit", "/api/admin/audit.csv"]) {
      await expect(viewer.get(path)).rejects.toThrow("403");
    }
    await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: "https://evil.example" } });
    await fetch(`${server.url}/api/stream?streams=orders`, { headers: { authorization: "Bearer made.up.token" } });
    const admin = await apiClient(server.url, "admin");
    type Told = { actor: { name: string }; via: string; refusedCode: string; detail: Record<string, string> };
    await expect
      .poll(async () => {
        const { items } = await admin.get<{ items: Told[] }>("/api/admin/audit?outcome=refused&action=access.");
        return items.map(({ actor, via, refusedCode, detail }) =>
          [actor.name, via, refusedCode, detail.path ?? detail.origin ?? detail.reason].join(" "),
        );
      })
      .toEqual(
        expect.arrayContaining([
          "Vera Viewer page FORBIDDEN /admin/audit",
          "Somebody hub FORBIDDEN https://evil.example",
          "Somebody hub UNAUTHENTICATED A credential that is none.",
        ]),
      );
    await context.close();
  });

  test("[revocation] who may no longer read the audit sees none of it on the page that is open", async ({
    browser,
    server,
    api,
  }) => {
    const admin = await api("admin");
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const { body: user } = await admin.post<{ id: string }>("/api/admin/users", {
      email,
      name: "Gil Test",
      role: "admin",
      password,
    });
    const context = await browser.newContext({ baseURL: server.url });
    const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
    await context.request.post("/api/auth/callback/credentials", {
      headers: { origin: server.url },
      form: { csrfToken, email, password, json: "true" },
    });
    const page = await context.newPage();
    await page.goto("/admin/audit");
    await expectLive(page);
    await expect(page.getByRole("table", { name: "Audit, newest first" })).toBeVisible();
    expect((await admin.post(`/api/admin/users/${user.id}`, { role: "viewer" }, "PATCH")).status).toBe(200);
    await expect(page.getByRole("table")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Audit" })).toHaveCount(0);
    await context.close();
  });
});
