// What can quietly go wrong with package-lock.json: npm drops the platform packages of other machines from it, a mirror's
// address gets in, a package comes without its hash, or a library that must exist once exists twice. Node's modules only.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PUBLIC_REGISTRY = "https://registry.npmjs.org/";

// Two copies of these break at runtime: hooks, schema identity, packet identity, one connection pool.
const SINGLE_INSTANCE = ["react", "react-dom", "next", "zod", "drizzle-orm", "pg", "socket.io", "engine.io", "pino"];

/**
 * @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean, inBundle?: boolean,
 *   optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ lockfileVersion?: number, packages?: Record<string, LockEntry> }} Lock
 */

/** @param {string} path @returns {any} */
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/**
 * @param {Record<string, LockEntry>} packages
 * @param {string} from the lock's path of the package that asks
 * @param {string} name
 * @returns {boolean} whether Node's lookup from `from` finds `name` in the lock
 */
function isLocked(packages, from, name) {
  for (let folder = from; ; ) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder) return false;
    const parent = folder.lastIndexOf("/node_modules/");
    folder = parent < 0 ? "" : folder.slice(0, parent);
  }
}

/** @param {Record<string, LockEntry>} packages @param {string} root @returns {string[]} */
function lostOptionalPackages(packages, root) {
  return Object.entries(packages).flatMap(([path, entry]) => {
    // The lock may have lost the declaration together with the packages: ask what is installed as well.
    const manifest = path && join(root, path, "package.json");
    const installed = manifest && existsSync(manifest) ? readJson(manifest).optionalDependencies : undefined;
    const names = Object.keys({ ...entry.optionalDependencies, ...installed });
    const lost = names.filter((name) => !isLocked(packages, path, name));
    return lost.map((name) => `lost optional package ${name}, wanted by ${path || "package.json"}`);
  });
}

/** @param {string} path @param {LockEntry} entry @returns {string[]} */
function sourceProblems(path, entry) {
  if (path === "" || entry.inBundle) return [];
  const problems = [];
  if (entry.link || (entry.resolved && !entry.resolved.startsWith(PUBLIC_REGISTRY)))
    problems.push(`${path} comes from ${entry.resolved ?? "a link"}, not from the public registry`);
  if (!entry.integrity && !entry.link) problems.push(`${path} has no integrity hash`);
  return problems;
}

/** @param {Record<string, LockEntry>} packages @returns {string[]} */
function duplicates(packages) {
  return SINGLE_INSTANCE.flatMap((name) => {
    const copies = Object.keys(packages).filter((path) => path.endsWith(`node_modules/${name}`));
    return copies.length > 1 ? [`${name} is there ${copies.length} times: ${copies.join(", ")}`] : [];
  });
}

/**
 * @param {string} root the folder with package-lock.json
 * @param {Lock} [lock] its content, when it is not to be read
 * @returns {string[]} one sentence for each problem; empty when the lock file is whole
 */
export function findLockProblems(root, lock = readJson(join(root, "package-lock.json"))) {
  const packages = lock.packages;
  if (!packages || !lock.lockfileVersion || lock.lockfileVersion < 3)
    return ["package-lock.json is older than version 3"];
  const sources = Object.entries(packages).flatMap(([path, entry]) => sourceProblems(path, entry));
  return [...lostOptionalPackages(packages, root), ...sources, ...duplicates(packages)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = findLockProblems(join(dirname(fileURLToPath(import.meta.url)), "../.."));
  for (const problem of problems) console.error(`package-lock.json: ${problem}`);
  if (problems.length === 0) console.log("package-lock.json is whole");
  process.exitCode = problems.length > 0 ? 1 : 0;
}
