import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrationsOfNextVersion } from "@/lib/db/fixtures/next-version";
import { freePort } from "@/server/scripts/free-port";
import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { Cluster } from "./fixtures/cluster";
import { NginxProxy } from "./fixtures/nginx-proxy";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";

/** Adds, as a migration must: processes of the version before know nothing of it. */
const migration = `
alter table orders add column courier text not null default 'none';--> statement-breakpoint
create table couriers (id uuid primary key);
`;
const script = "_next/static/chunks/of-the-next-version.js";

/** The product with a migration and a script that this version does not have. */
async function nextVersion() {
  const root = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "pulseboard-next-version-"));
  await using migrations = await migrationsOfNextVersion(migration);
  await cp(migrations.path, join(folder, "lib/db/migrations"), { recursive: true });
  await cp(join(root, ".next"), join(folder, ".next"), {
    recursive: true,
    filter: (path) => !["cache", "dev"].includes(path.slice(join(root, ".next/").length)),
  });
  await writeFile(join(folder, script.replace("_next", ".next")), "// Nothing.");
  // By its name a page can be told from a server of another build.
  await writeFile(join(folder, ".next/BUILD_ID"), "of-the-next-version");
  const linked = ["dist", "public", "node_modules", "package.json"];
  for (const name of linked) await symlink(join(root, name), join(folder, name));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

const place = async (url: string): Promise<string> => {
  const number = uniqueNumber();
  const { status } = await (await apiClient(url, "operator")).post("/api/orders", orderBody(number));
  expect(status).toBe(201);
  return number;
};

test("[VERSIONS] an update: beside the first process of the next version, those of the version before go on, and none of them starts again", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const [https, http, nextPort] = [await freePort(), await freePort(), await freePort()];
  const url = `https://localhost:${https}`;
  await using cluster = await Cluster.start({ roles: ["", ""], env: { PUBLIC_URL: url, TRUST_PROXY: "1" } });
  const [before, replaced] = [cluster.at(0), cluster.at(1)];
  const target = [Number(new URL(before.url).port), nextPort];
  await using _proxy = await NginxProxy.start({ https, http, target });
  await using context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true });
  await signIn(context, url, "operator");
  const page = await context.newPage();
  await page.goto("/orders");
  await expectLive(page);

  await replaced.kill("SIGTERM");
  await using version = await nextVersion();
  await using next = await ServerProcess.start({ folder: version.folder, env: cluster.env, port: nextPort });

  // One of them leads: what either writes is told.
  for (const server of [before, next]) {
    const number = await place(server.url);
    await expect(page.getByRole("link", { name: number, exact: true })).toBeVisible();
  }
  // Whichever process is asked for it.
  for (let i = 0; i < 6; i++) expect((await page.request.get(`/${script}`)).status()).toBe(200);
  expect((await fetch(`${before.url}/${script}`)).status).toBe(404);
  expect((await page.request.get("/_next/static/chunks/of-no-version.js")).status()).toBe(404);

  await expect(replaced.boot()).rejects.toThrow(/newer version of Pulseboard/);
  await before.kill("SIGTERM");
  const number = await place(next.url);
  await expect(page.getByRole("link", { name: number, exact: true })).toBeVisible({ timeout: 30_000 });
  await expectLive(page);
  // A page of the version before goes to another of the one that is left.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Metrics" }).click();
  await expect(page).toHaveURL(/explore/);
  await expectLive(page);
});
