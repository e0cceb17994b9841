import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

const SOURCES = ["app", "lib", "server", "public", "next.config.ts", "proxy.ts", "package-lock.json", "tsconfig.json"];
const BUILDERS = ["server/scripts/build.mjs", "server/scripts/bundle.mjs", "server/scripts/bundle-server.mjs"];

/** @param {string} path relative to the repository @returns {boolean} whether the file can change what is built */
function mattersToBuild(path) {
  if (path.startsWith("server/scripts/")) return BUILDERS.includes(path);
  return !/\.test\.[cm]?tsx?$/.test(path);
}

/**
 * @param {string} root
 * @param {string} path relative to `root`: a file, a folder, or nothing
 * @returns {string[]} the files there, relative to `root` with slashes, sorted
 */
export function filesBelow(root, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/**
 * Content, not times: a checkout or a copy of the same sources needs no new build.
 * @param {string} root the repository
 * @returns {string} a SHA-256 in hex over path and content of everything a build is made from; tests are left out
 */
export function hashSources(root) {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesBelow(root, source)).filter(mattersToBuild))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}
