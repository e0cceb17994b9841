// `npm test` and, with --verify, `npm run verify`: every step, also after one that failed, each with its own whole output;
// the last line is `N passed, N failed`. The steps of a group run at once.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./build.mjs";
import { createProcesses } from "./test-processes.mjs";
import { runGroup } from "./test-steps.mjs";
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest, judgeRun } from "./test-totals.mjs";

/** @typedef {import("./test-totals.mjs").Totals} Totals */
/** @typedef {import("./test-processes.mjs").Output} Output */
/** @typedef {import("./test-steps.mjs").Step} Step */

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

const processes = createProcesses({ cwd: ROOT, timeoutMs: STEP_TIMEOUT_MS });
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(signal, async () => {
    await processes.stop(signal);
    console.log(`\nstopped by ${signal}`);
    process.exit(128 + constants.signals[signal]);
  });
}

const COLORS = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};

/** @param {Output} output @param {string[]} args of Node @param {Record<string, string>} [env] @returns {Promise<boolean>} whether it ended with 0 */
const run = (output, args, env = {}) =>
  processes.run(args, output, { CI: "true", NEXT_TELEMETRY_DISABLED: "1", ...COLORS, ...env });

/** @param {Output} output @param {string} file @returns {any} the report, or null when the runner left none that can be read */
function readReport(output, file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    output.write(`no report: ${error instanceof Error ? error.message : error}\n`);
    return null;
  }
}

/** @param {boolean} succeeded @returns {Totals} of a step that counts as one test */
const oneTest = (succeeded) => ({ passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 });

/** @param {string} name @param {string[]} args of Node @returns {Step} that counts as one test */
const program = (name, args) => ({ name, run: async (output) => oneTest(await run(output, args)) });

/** @param {Output} output */
async function checkTypes(output) {
  // Types of routes, and next-env.d.ts, come from the folders of app/.
  const generated = !existsSync(join(ROOT, "app")) || (await run(output, [next, "typegen"]));
  return oneTest((await run(output, [tsc, "--noEmit"])) && generated);
}

/** @param {string} name @param {string} project one of vitest.config.ts @returns {Step} */
const vitestStep = (name, project) => ({
  name,
  async run(output) {
    const file = join(reports, `${project.replace(":", "-")}.json`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const endedWell = await run(output, [vitest, "run", `--project=${project}`, "--allowOnly=false", ...reporters]);
    const report = readReport(output, file);
    return { ...judgeRun(report && countVitest(report), endedWell), failures: report ? failuresOfVitest(report) : [] };
  },
});

/** @param {Output} output */
async function runBrowserTests(output) {
  if (!hasBuild()) return refuse(output);
  const file = join(reports, "browser.json");
  const args = [playwright, "test", "--config=e2e/playwright.config.ts", "--reporter=list,json"];
  const endedWell = await run(output, args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const report = readReport(output, file);
  const totals = judgeRun(report && countPlaywright(report), endedWell);
  return { ...totals, failures: report ? failuresOfPlaywright(report) : [] };
}

/** The fault suite, short: a fault counts as one test. @param {Output} output */
async function runFaults(output) {
  if (!hasBuild()) return refuse(output);
  const file = join(reports, "faults.json");
  const endedWell = await run(output, [tsx, "e2e/soak/main.ts", "--short", `--report=${file}`]);
  return judgeRun(readReport(output, file), endedWell);
}

/** @type {import("./test-steps.mjs").Result[]} */
const results = [];
const hasBuild = () => results.find(({ name }) => name === "build")?.totals.failed === 0;

/** @param {Output} output */
function refuse(output) {
  output.write("not run: there is no build of these sources\n");
  return oneTest(false);
}

/** @type {Step} */
const types = { name: "types", run: checkTypes };
const lint = program("lint", [biome, "check", ".", "--error-on-warnings"]);
const unit = vitestStep("unit tests", "unit");

// The build rewrites what the types are checked against, so it comes later. Databases wait much: both keep the processor
// busy together. Browser tests have two workers, and the faults are about times: each alone.
/** @type {Step[][]} */
const ALL_GROUPS = [
  [types, lint, program("lock file", ["server/scripts/lock-check.mjs"])],
  [unit, program("build", ["server/scripts/build.mjs"])],
  // Not beside each other: both ask for all that two cores have, and what is said to come within a second would not.
  [vitestStep("database tests, embedded", "db:pglite")],
  [vitestStep("database tests, PostgreSQL", "db:postgres")],
  [{ name: "browser tests", run: runBrowserTests }],
  [{ name: "faults, short", run: runFaults }],
];
const groups = isVerify ? [[types, lint], [unit]] : ALL_GROUPS;

for (const group of groups) {
  if (!processes.isStopped) results.push(...(await runGroup(group, (chunk) => process.stdout.write(chunk))));
}

if (!processes.isStopped) {
  // Once more, at the end: who reads a long output from below sees what failed.
  for (const { name, totals, tail } of results) {
    if (totals.failed > 0) console.log(`\n── ${name}: failed ──\n${totals.failures?.join("\n") || tail}`);
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
}
