// `npm test` and, with --verify, `npm run verify`: every step in order, also after one that failed, each with its own
// output; the last line is `N passed, N failed`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./build.mjs";
import { countPlaywright, countVitest, judgeRun } from "./test-totals.mjs";

/** @typedef {import("./test-totals.mjs").Totals} Totals */

const STEP_TIMEOUT_MS = 30 * 60_000;
const isVerify = process.argv.includes("--verify");
const reports = mkdtempSync(join(tmpdir(), "pulseboard-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const inPackages = (/** @type {string} */ path) => join(ROOT, "node_modules", path);
const biome = inPackages("@biomejs/biome/bin/biome");
const next = inPackages("next/dist/bin/next");
const playwright = inPackages("playwright/cli.js");
const tsc = inPackages("typescript/bin/tsc");
const tsx = inPackages("tsx/dist/cli.mjs");
const vitest = inPackages("vitest/vitest.mjs");

/** @param {string[]} args of Node @param {Record<string, string>} [env] @returns {Promise<boolean>} whether it ended with 0 */
function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: STEP_TIMEOUT_MS,
      env: { ...process.env, CI: "true", NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on("SIGTERM", pass);
    child.on("error", (error) => console.error(error.message));
    child.on("close", (code) => {
      process.off("SIGTERM", pass);
      resolve(code === 0);
    });
  });
}

/** @param {string} file @returns {any} the report, or null when the runner left none that can be read */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    console.error(`no report: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** @param {boolean} succeeded @returns {Totals} of a step that counts as one test */
const oneTest = (succeeded) => ({ passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 });

async function checkTypes() {
  // Types of routes, and next-env.d.ts, come from the folders of app/.
  const generated = !existsSync(join(ROOT, "app")) || (await run([next, "typegen"]));
  return oneTest((await run([tsc, "--noEmit"])) && generated);
}

/** @param {string} project one of vitest.config.ts */
async function runVitest(project) {
  const file = join(reports, `${project.replace(":", "-")}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const endedWell = await run([vitest, "run", `--project=${project}`, "--allowOnly=false", ...reporters]);
  const report = readReport(file);
  return judgeRun(report && countVitest(report), endedWell);
}

async function runBrowserTests() {
  const file = join(reports, "browser.json");
  const args = [playwright, "test", "--config=e2e/playwright.config.ts", "--reporter=list,json"];
  const endedWell = await run(args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const report = readReport(file);
  return judgeRun(report && countPlaywright(report), endedWell);
}

/** The fault suite, short: a fault counts as one test. */
async function runFaults() {
  const file = join(reports, "faults.json");
  const endedWell = await run([tsx, "e2e/soak/main.ts", "--short", `--report=${file}`]);
  return judgeRun(readReport(file), endedWell);
}

/** @type {[name: string, run: () => Promise<Totals>][]} */
const QUICK_STEPS = [
  ["types", checkTypes],
  ["lint", async () => oneTest(await run([biome, "check", ".", "--error-on-warnings"]))],
];
/** @type {[name: string, run: () => Promise<Totals>][]} */
const ALL_STEPS = [
  ...QUICK_STEPS,
  ["lock file", async () => oneTest(await run(["server/scripts/lock-check.mjs"]))],
  ["unit tests", () => runVitest("unit")],
  ["database tests, embedded", () => runVitest("db:pglite")],
  ["database tests, PostgreSQL", () => runVitest("db:postgres")],
  ["build", async () => oneTest(await run(["server/scripts/build.mjs"]))],
  ["browser tests", runBrowserTests],
  ["faults, short", runFaults],
];
/** They run what the build has made. */
const NEED_BUILD = [runBrowserTests, runFaults];
const steps = isVerify ? [...QUICK_STEPS, ALL_STEPS.find(([name]) => name === "unit tests")] : ALL_STEPS;

/** @type {{ name: string, totals: Totals, seconds: number }[]} */
const results = [];
for (const [name, runStep] of steps.filter((step) => step !== undefined)) {
  console.log(`\n── ${name} ──`);
  const startedAt = performance.now();
  const hasNoBuild = NEED_BUILD.includes(runStep) && results.find((each) => each.name === "build")?.totals.failed !== 0;
  if (hasNoBuild) console.log("not run: there is no build of these sources");
  const totals = hasNoBuild ? oneTest(false) : await runStep();
  results.push({ name, totals, seconds: (performance.now() - startedAt) / 1000 });
}

console.log("\n── totals ──");
for (const { name, totals, seconds } of results) {
  const verdict = totals.failed > 0 ? "FAILED" : "ok";
  console.log(
    `${verdict.padEnd(6)} ${name}: ${totals.passed} passed, ${totals.failed} failed (${seconds.toFixed(1)} s)`,
  );
}
const sum = (/** @type {keyof Totals} */ key) => results.reduce((total, { totals }) => total + totals[key], 0);
process.exitCode = sum("failed") > 0 ? 1 : 0;
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
