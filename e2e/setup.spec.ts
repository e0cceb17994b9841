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
  const fill = async (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
  const create = page.getByRole("button", { name: "Create the shop" });
  await fill("Code from the log", "WRONG-CODE-0000");
  await fill("Name", "Ada Admin");
  await fill("E-mail", "ada@example.com");
  await fill("Password", "a long enough password");
  await fill("Name of the shop", "Ada's shop");
  await create.click();
  await expect(page.getByLabel("Code from the log", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await fill("Code from the log", code);
  await create.click();
  await expect(page).toHaveURL(`${server.url}/`);
  await expectLive(page);
  await page.context().clearCookies();
  await page.goto(`${server.url}/setup`);
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText("admin-demo")).toHaveCount(0);
});
