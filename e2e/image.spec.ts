import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gather } from "@/server/scripts/gather.mjs";
import { Cluster } from "./fixtures/cluster";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, signIn, test } from "./fixtures/test";

/** `node` in the image: nobody who owns anything there. Only root may become somebody else. */
const uid = process.getuid?.() === 0 ? 1_000 : undefined;

/** The command behind this instruction of deploy/Dockerfile, as Docker reads it. */
function commandOf(dockerfile: string, instruction: RegExp): [string, ...string[]] {
  const [, json] = instruction.exec(dockerfile) ?? [];
  if (json === undefined) throw new Error(`deploy/Dockerfile has no ${instruction}`);
  return JSON.parse(json);
}

/** As the account of the image; resolves when it has ended. */
async function run([program, ...args]: [string, ...string[]], cwd: string, env: Record<string, string>) {
  const account = uid !== undefined && { uid, gid: uid };
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, ...account });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, output };
}

test("[IMAGE] what deploy/Dockerfile puts into an image is enough: it runs as somebody who may write nowhere else, is healthy, and serves", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const dockerfile = await readFile("deploy/Dockerfile", "utf8");
  const [node, ...args] = commandOf(dockerfile, /^CMD (.*)$/m);
  const health = commandOf(dockerfile, /^HEALTHCHECK .*\\\n {2}CMD (.*)$/m);
  expect([node, ...args]).toEqual(["node", "--enable-source-maps", "dist/main.js"]);
  expect(dockerfile).toContain("node server/scripts/gather.mjs /image\n");
  const parent = await mkdtemp(join(tmpdir(), "pulseboard-image-"));
  await chmod(parent, 0o755);
  const folder = join(parent, "image");
  try {
    await gather(folder);
    // For whoever is not root, the folder is their own.
    await promisify(execFile)("chmod", ["-R", "a-w", folder]);
    await using server = await ServerProcess.start({ folder, ...(uid !== undefined && { uid }) });
    const env = { PORT: new URL(server.url).port };
    expect((await run(health, folder, env)).code).toBe(0);
    await using context = await browser.newContext({ baseURL: server.url });
    await signIn(context, server.url, "admin");
    const page = await context.newPage();
    for (const path of ["/", "/orders", "/explore", "/admin/users", "/settings"]) {
      await page.goto(path);
      await expectLive(page);
    }
    // Nobody may make it compute pictures, and asking leaves nothing unhandled behind.
    expect((await page.request.get("/_next/image?url=%2Ficon.png&w=64&q=75")).status()).toBe(404);
    const backup = join(server.dataDir, "by-hand.tar.gz");
    const restored = { DATA_DIR: join(server.dataDir, "restored") };
    const tools: [string[], Record<string, string>][] = [
      [["backup.js", backup], { DATA_DIR: server.dataDir }],
      [["restore.js", backup], restored],
      [["rotate-secret.js"], restored],
      [["pulseboard.js", "--help"], {}],
    ];
    for (const [[name = "", ...words], where] of tools) {
      const { code, output } = await run(["node", `dist/${name}`, ...words], folder, where);
      expect(code, `${name}: ${output}`).toBe(0);
    }
    for (const words of [["--bogus"], ["--forget", "more"]]) {
      const { code, output } = await run(["node", "dist/rotate-secret.js", ...words], folder, restored);
      expect([code, output], "words that it does not know").toEqual([2, expect.stringContaining("Usage: ")]);
    }
    expect(server.output).not.toMatch(/"level":(50|60)|unhandled/);
    expect(server.uncaught).toBeNull();
    expect(await server.kill("SIGTERM")).toBe(0);
    expect((await run(health, folder, env)).code).toBe(1);
    // The other database, and Redis.
    await using cluster = await Cluster.start({ roles: [""] });
    await using second = await ServerProcess.start({ folder, env: cluster.env, ...(uid !== undefined && { uid }) });
    await expect
      .poll(async () => (await fetch(`${second.url}/readyz`)).json())
      .toMatchObject({ status: "ready", redis: "up", otherNodes: 1 });
    expect(second.output).not.toMatch(/"level":(50|60)|unhandled/);
  } finally {
    await promisify(execFile)("chmod", ["-R", "u+w", parent]);
    await rm(parent, { recursive: true });
  }
});
