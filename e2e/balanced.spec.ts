import type { Page } from "@playwright/test";
import { freePort } from "@/server/scripts/free-port";
import { apiClient, type DemoRole, orderBody, uniqueNumber } from "./fixtures/api";
import { Cluster } from "./fixtures/cluster";
import { NginxProxy } from "./fixtures/nginx-proxy";
import type { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, test } from "./fixtures/test";

const people: readonly DemoRole[] = ["admin", "operator", "viewer"];

/** Three processes with all roles behind the nginx of deploy/nginx.conf. */
async function startBalanced() {
  const [https, http] = [await freePort(), await freePort()];
  const url = `https://localhost:${https}`;
  const env = { PUBLIC_URL: url, TRUST_PROXY: "1", METRICS_TOKEN: "what-the-test-reads-the-metrics-with" };
  const cluster = await Cluster.start({ roles: ["", "", ""], env });
  const ports = cluster.servers.map((server) => Number(new URL(server.url).port));
  const proxy = await NginxProxy.start({ https, http, target: ports });
  return {
    url,
    cluster,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

async function signInByForm(page: Page, role: DemoRole): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(`${role}@pulseboard.local`);
  await page.getByLabel("Password", { exact: true }).fill(`${role}-demo`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectLive(page);
}

async function place(server: ServerProcess): Promise<string> {
  const number = uniqueNumber();
  const { status } = await (await apiClient(server.url, "operator")).post("/api/orders", orderBody(number));
  expect(status).toBe(201);
  return number;
}

test("[BALANCED] behind nginx, by WebSocket and by polling: the same orders for everybody whichever process serves them, also when one is killed", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  await using site = await startBalanced();
  const pages: Page[] = [];
  for (const [i, role] of [...people, ...people].entries()) {
    const context = await browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    // Half of them sit behind a network that ends every WebSocket.
    if (i % 2 === 1) await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await signInByForm(page, role);
    await page.goto("/orders");
    await expectLive(page);
    pages.push(page);
  }
  const spread = () => Promise.all(site.cluster.servers.map((server) => server.hubConnections()));
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  // A page that polled and has gone is found by its silence: up to half a minute.
  await expect.poll(async () => sum(await spread()), { timeout: 60_000 }).toBe(pages.length);

  for (const server of site.cluster.servers) {
    const number = await place(server);
    for (const page of pages) await expect(page.getByRole("link", { name: number, exact: true })).toBeVisible();
  }

  const busiest = (await spread()).reduce((best, count, i, all) => (count > (all[best] ?? 0) ? i : best), 0);
  await site.cluster.at(busiest).kill("SIGKILL");
  const left = site.cluster.servers.filter((_server, i) => i !== busiest);
  const [other] = left;
  if (other === undefined) throw new Error("there are three");
  const number = await place(other);
  for (const page of pages)
    await expect(page.getByRole("link", { name: number, exact: true })).toBeVisible({ timeout: 30_000 });
  for (const page of pages) await expectLive(page);
  const onOthers = async () => sum(await Promise.all(left.map((server) => server.hubConnections())));
  await expect.poll(onOthers, { timeout: 60_000 }).toBe(pages.length);
  for (const page of pages) await page.context().close();
});
