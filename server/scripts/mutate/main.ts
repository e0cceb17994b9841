import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { breakLine, mutationVariable } from "./break-line.mjs";
import { mutateFaults } from "./faults/run";
import { hubMutations } from "./hub";
import type { Mutation } from "./mutation";
import { quotedRules } from "./rules";

/**
 * `npm run mutate -- hub [RULE …]`: breaks each rule by one line in turn and runs the test that quotes it. Prints how many turned red;
 * ends with 1 unless all did. `npm run mutate -- faults [ROW or RULE …]` does the same with the fault suite and what it is there for.
 */
const root = resolve(import.meta.dirname, "../../..");
const known: Record<string, readonly Mutation[]> = { hub: hubMutations };
const atOnce = 2;
const testTimeoutMs = 5_000;
/** A broken line may also have a test run for ever. */
const runTimeoutMs = 120_000;

type Verdict = "red" | "GREEN" | "NO TEST" | "DOES NOT FIT";

async function main(): Promise<number> {
  const [subject = "", ...wanted] = process.argv.slice(2);
  if (subject === "faults") return mutateFaults(root, wanted);
  const all = known[subject];
  if (all === undefined) return complain(`Say what to break: ${[...Object.keys(known), "faults"].join(", ")}.`);
  const unknown = wanted.filter((rule) => !all.some((mutation) => mutation.rule === rule));
  if (unknown.length > 0) return complain(`There is no mutation of ${unknown.join(", ")}.`);
  const queue = all.filter(({ rule }) => wanted.length === 0 || wanted.includes(rule));
  const tests = quotedRules(root, subject);
  const reports = mkdtempSync(join(tmpdir(), "pulseboard-mutate-"));
  const verdicts = new Map<Mutation, Verdict>();
  let started = 0;

  async function work(): Promise<void> {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const { rule } = mutation;
      started += 1;
      const files = [...new Set(tests.filter((test) => test.rule === rule).map((test) => test.testFile))];
      const verdict = await judge(mutation, files, join(reports, `${started}.json`));
      verdicts.set(mutation, verdict);
      process.stdout.write(`${verdict.padEnd(12)} ${rule.padEnd(28)} ${mutation.file}\n`);
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  const red = [...verdicts.values()].filter((verdict) => verdict === "red").length;
  const rules = new Set([...verdicts.keys()].map(({ rule }) => rule)).size;
  process.stdout.write(`\n${red} of ${verdicts.size} mutations of ${rules} rules turned their test red\n`);
  return red === verdicts.size && red > 0 ? 0 : 1;
}

async function judge(mutation: Mutation, files: string[], report: string): Promise<Verdict> {
  if (files.length === 0) return "NO TEST";
  try {
    breakLine(readFileSync(join(root, mutation.file), "utf8"), mutation);
  } catch {
    return "DOES NOT FIT";
  }
  await runTests(mutation, files, report);
  const { numFailedTests = 0, numPassedTests = 0 } = readReport(report);
  if (numFailedTests > 0) return "red";
  return numPassedTests > 0 ? "GREEN" : "NO TEST";
}

function runTests(mutation: Mutation, files: string[], report: string): Promise<void> {
  const args = ["run", "--project=unit", ...files, "-t", `\\[${mutation.rule}\\]`, "--reporter=json"];
  const child = spawn(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), ...args, `--outputFile=${report}`, `--testTimeout=${testTimeoutMs}`],
    {
      cwd: root,
      stdio: "ignore",
      timeout: runTimeoutMs,
      killSignal: "SIGKILL",
      env: { ...process.env, [mutationVariable]: JSON.stringify(mutation) },
    },
  );
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", () => done());
  });
}

interface Report {
  numFailedTests?: number;
  numPassedTests?: number;
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch (error) {
    process.stderr.write(`no report: ${String(error)}\n`);
    return {};
  }
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}

process.exit(await main());
