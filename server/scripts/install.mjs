// Runs before `demo`, `dev` and `test`, when node_modules may not exist yet: Node's own modules only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLockProblems } from "./lock-check.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const STAMP = join(ROOT, "node_modules/.pulseboard-installed");
const MINIMUM_NODE = [20, 19];
const forTests = process.argv.includes("--test");

/** @param {string[]} lines what is wrong and what to do; the last line keeps the form of `npm test` */
function fail(...lines) {
  for (const line of lines) console.error(line);
  if (forTests) console.log("0 passed, 1 failed");
  process.exit(1);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`Pulseboard needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`);
}

/** @param {Buffer} lock @returns {boolean} whether npm's own record of node_modules agrees with the lock file */
function installedByHand(lock) {
  const record = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = Object.entries(JSON.parse(lock.toString()).packages).filter(([path]) => path !== "");
  const same = (/** @type {string} */ path, /** @type {any} */ entry) =>
    installed[path] ? installed[path].version === entry.version : Boolean(entry.optional);
  return wanted.every(([path, entry]) => same(path, entry));
}

function installPackages() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return;
  if (!installedByHand(lock)) {
    console.log("Installing packages (npm ci) …");
    // Development packages too, whatever NODE_ENV or the user's npmrc say: the build needs them.
    const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    const npm = process.env.npm_execpath;
    const { status, error } = npm
      ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: "inherit" })
      : spawnSync("npm", args, { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" });
    if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : ""}. Its message above says why.`);
  }
  writeFileSync(STAMP, hash);
}

requireNode();
installPackages();
const problems = findLockProblems(ROOT);
if (problems.length > 0) fail(...problems.map((problem) => `package-lock.json: ${problem}`));
if (forTests) {
  const { installMissingTools } = await import("./install-tools.mjs");
  try {
    const missing = installMissingTools(ROOT);
    if (missing.length > 0) fail("The tests need programs that could not be installed here:", ...missing);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
