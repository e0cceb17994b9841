import { existsSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { bundleOptions } from "./bundle.mjs";
import { filesBelow } from "./source-hash.mjs";

/**
 * Bundles the long-lived process into a folder (`dist/`), flat: `dist/main.js` and, beside it, one self-contained file for each worker
 * thread, so that a worker is `new URL("./NAME-worker-thread.js", import.meta.url)`. Packages stay in node_modules.
 * @param {string} root the repository
 * @param {{ outdir?: string, plugins?: import("esbuild").Plugin[], banner?: string }} [options] another folder, which is emptied first;
 *   what changes the sources on their way; JavaScript to stand before everything
 * @returns {Promise<string[]>} the names of the files written
 * @throws {Error} when `server/main.ts` is missing or two worker threads share a name; esbuild's own when it cannot build
 */
export async function bundleServer(root, { outdir = "dist", plugins = [], banner = "" } = {}) {
  if (!existsSync(join(root, "server/main.ts"))) throw new Error("server/main.ts is missing: nothing to bundle");
  const workerThreads = ["server", "lib"]
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => /-worker-thread\.(ts|mjs)$/.test(path));
  const entryPoints = Object.fromEntries(
    ["server/main.ts", ...workerThreads].map((path) => [basename(path).replace(/\.\w+$/, ""), path]),
  );
  if (Object.keys(entryPoints).length !== workerThreads.length + 1)
    throw new Error(`two worker threads share a name: ${workerThreads.join(", ")}`);
  const { build } = await import("esbuild");
  rmSync(resolve(root, outdir), { recursive: true, force: true });
  await build({ ...bundleOptions(root, entryPoints), outdir, plugins, banner: { js: banner } });
  return Object.keys(entryPoints).map((name) => `${name}.js`);
}
