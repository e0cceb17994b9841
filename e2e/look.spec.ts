import AxeBuilder from "@axe-core/playwright";
import { orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, test } from "./fixtures/test";

const paths = [
  "/",
  "/explore",
  "/orders",
  "/inbox",
  "/settings",
  "/admin/users",
  "/admin/keys",
  "/admin/connections",
  "/admin/dead-letters",
  "/admin/audit",
  "/admin/settings",
];

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is accessible and fits 360 px (${colorScheme})`, async ({ signedIn, api }) => {
    // Every page twice, and each is looked through whole.
    test.setTimeout(240_000);
    const { body: order } = await (await api("operator")).post<{ id: string }>(
      "/api/orders",
      orderBody(uniqueNumber()),
    );
    for (const width of [1440, 360]) {
      const page = await signedIn("admin", { viewport: { width, height: 900 }, colorScheme });
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      for (const path of [...paths, `/orders/${order.id}`]) {
        await page.goto(path);
        await expectLive(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${path} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
        expect(
          violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html.slice(0, 160)}`),
          path,
        ).toEqual([]);
      }
      expect(errors).toEqual([]);
    }
  });
}

test("the login page is accessible and says what demo accounts there are", async ({ page, server }) => {
  await page.goto(`${server.url}/login`);
  await expect(page.getByText("viewer@pulseboard.local")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
