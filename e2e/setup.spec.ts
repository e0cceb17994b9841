import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, test } from "./fixtures/test";

test("[First run] every page leads to /setup, only the code from the log opens it, and then it is closed for good", async ({
  page,
}) => {
  await using server = await ServerProcess.start({ demo: false });
  const code = /"setupCode":"([^"]+)"/.exec(server.output)?.[1] ?? "";
  expect(code).not.toBe("");
  await page.goto(`${server.url}/orders`);
  await expect(page).toHaveURL(`${server.url}/setup`);
  const fill = async (name: string | RegExp, value: string) => page.getByLabel(name).first().fill(value);
  await fill(/code/i, "WRONG-CODE-0000");
  await fill(/your name/i, "Ada Admin");
  await fill(/e-mail/i, "ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await fill(/shop/i, "Ada's shop");
  await page.getByRole("button", { name: /create|set up|finish/i }).click();
  await expect(
    page
      .getByText(/code/i)
      .filter({ hasText: /wrong|not|match/i })
      .first(),
  ).toBeVisible();
  await fill(/code/i, code);
  await page.getByRole("button", { name: /create|set up|finish/i }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await expectLive(page);
  await page.context().clearCookies();
  await page.goto(`${server.url}/setup`);
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText("admin-demo")).toHaveCount(0);
});
