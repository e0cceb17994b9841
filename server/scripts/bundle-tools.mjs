import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleOptions } from "./bundle.mjs";
import { filesBelow } from "./source-hash.mjs";

const ROOMS = [
  "server/scripts",
  "server/backup",
  "server/secrets.ts",
  "lib/db",
  "lib/contracts/streams.ts",
  "package-lock.json",
];
const STAMP = "dist/tools-sources";

/** What one runs beside the server, with the thread that the embedded database needs. */
export const toolEntries = {
  backup: "server/scripts/backup.ts",
  restore: "server/scripts/restore.ts",
  "rotate-secret": "server/scripts/rotate-secret.ts",
  "pglite-worker-thread": "lib/db/pglite-worker-thread.ts",
};

/** @param {string} root @returns {string} what the tools are built from, as a SHA-256 in hex */
function hashRooms(root) {
  const hash = createHash("sha256");
  for (const path of ROOMS.flatMap((room) => filesBelow(root, room)).filter((each) => !/\.test\.ts$/.test(each)))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}

/**
 * Makes sure that each tool is built into `dist` from the sources as they are. Where esbuild is not installed
 * (production needs none) what `npm run build` made counts.
 * @param {string} root the repository
 * @returns {Promise<void>}
 * @throws {Error} esbuild's own, or that there is neither a build nor esbuild
 */
export async function prepareTools(root) {
  const hash = hashRooms(root);
  const stamp = join(root, STAMP);
  const isBuilt = Object.keys(toolEntries).every((name) => existsSync(join(root, "dist", `${name}.js`)));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!existsSync(join(root, "node_modules/esbuild"))) {
    if (isBuilt) return;
    throw new Error("There is no build yet: run `npm run build` first.");
  }
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...bundleOptions(root, toolEntries), write: false });
  for (const { path, contents } of outputFiles) place(path, contents);
  place(stamp, hash);
}

/**
 * Renamed into place: another one may be starting at this moment.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function place(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
