// `npm run build [-- --force]`: the pages by Next, the server by esbuild, and a stamp that says from which sources.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareConsole } from "./bundle-console.mjs";
import { bundleServer } from "./bundle-server.mjs";
import { prepareTools } from "./bundle-tools.mjs";
import { hashSources } from "./source-hash.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const STAMP = join(ROOT, ".next/pulseboard-sources");

/** @returns {boolean} whether there is a build of some sources, current or not */
export function isBuilt() {
  return [".next/BUILD_ID", "dist/main.js"].every((path) => existsSync(join(ROOT, path)));
}

/** @param {string} hash @returns {boolean} */
function isBuiltFrom(hash) {
  return isBuilt() && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash;
}

/** @param {string} hash of the sources: the build is named by it, so that a page can be told from its server's */
function buildPages(hash) {
  const next = join(ROOT, "node_modules/next/dist/bin/next");
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PULSEBOARD_BUILD: `${version}-${hash.slice(0, 8)}`,
  };
  const { status, error } = spawnSync(process.execPath, [next, "build"], { cwd: ROOT, stdio: "inherit", env });
  if (status !== 0) throw new Error(`next build failed${error ? `: ${error.message}` : ""}`);
}

/**
 * Builds when the sources are not those of the last build.
 * @param {{ force?: boolean }} [options] `force` builds in any case
 * @returns {Promise<"built" | "current">}
 * @throws {Error} when Next or esbuild fails; no stamp is left, so the next call tries again
 */
export async function buildIfStale({ force = false } = {}) {
  // Taken before building: what changes meanwhile makes the result stale.
  const hash = hashSources(ROOT);
  if (!force && isBuiltFrom(hash)) return "current";
  rmSync(STAMP, { force: true });
  await bundleServer(ROOT);
  await prepareTools(ROOT);
  await prepareConsole();
  buildPages(hash);
  writeFileSync(STAMP, hash);
  return "built";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const result = await buildIfStale({ force: process.argv.includes("--force") });
    if (result === "current") console.log("The build is current.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
