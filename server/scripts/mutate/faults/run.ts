import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { breakingPlugin } from "../break-bundle.mjs";
import { breakLine, mutationVariable } from "../break-line.mjs";
import { faultMutations } from ".";
import type { FaultMutation } from "./fault-mutation";

const runTimeoutMs = 10 * 60_000;

type Verdict = "red" | "GREEN" | "NO RESULT" | "DOES NOT FIT";

/**
 * `npm run mutate -- faults [ROW or RULE …]`: switches off each defence in turn and runs the fault that it is there for, with a server and
 * clients that are bundled with the broken lines. Returns 0 when every one was found.
 */
export async function mutateFaults(root: string, wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((word) => !faultMutations.some(({ rule, row }) => rule === word || row === word));
  if (unknown.length > 0) {
    process.stderr.write(`There is no defence or fault ${unknown.join(", ")}.\n`);
    return 1;
  }
  const chosen = faultMutations.filter(
    ({ rule, row }) => wanted.length === 0 || wanted.includes(rule) || wanted.includes(row),
  );
  let red = 0;
  // One after the other: they measure times.
  for (const mutation of chosen) {
    const { verdict, words } = await judge(root, mutation);
    if (verdict === "red") red += 1;
    process.stdout.write(`${verdict.padEnd(12)} ${mutation.rule.padEnd(26)} ${mutation.row.padEnd(16)} ${words}\n`);
  }
  process.stdout.write(`\n${red} of ${chosen.length} defences were missed by their faults when switched off\n`);
  return red === chosen.length && red > 0 ? 0 : 1;
}

async function judge(root: string, mutation: FaultMutation): Promise<{ verdict: Verdict; words: string }> {
  try {
    for (const line of mutation.lines) breakLine(readFileSync(join(root, line.file), "utf8"), line);
  } catch (error) {
    return { verdict: "DOES NOT FIT", words: error instanceof Error ? error.message : String(error) };
  }
  const folder = mkdtempSync(join(tmpdir(), "pulseboard-faults-"));
  try {
    const program = join(folder, "soak.mjs");
    const report = join(folder, "totals.json");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    await bundleSuite(root, program, mutation);
    const output = await runSuite(root, program, mutation, report);
    return { verdict: verdictOf(report), words: reasonIn(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suite's own clients are the product's: what is broken in them breaks here. */
async function bundleSuite(root: string, outfile: string, { lines }: FaultMutation): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["e2e/soak/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    tsconfig: "tsconfig.json",
    logLevel: "warning",
    plugins: [breakingPlugin(root, lines)],
  });
}

function runSuite(root: string, program: string, mutation: FaultMutation, report: string): Promise<string> {
  const { row, rounds = 1, lines } = mutation;
  const child = spawn(process.execPath, [program, row, "--short", `--rounds=${rounds}`, `--report=${report}`], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, [mutationVariable]: JSON.stringify(lines) },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  // By SIGTERM: it takes its servers along.
  const timer = setTimeout(() => child.kill("SIGTERM"), runTimeoutMs);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}

function verdictOf(report: string): Verdict {
  try {
    const { passed, failed } = JSON.parse(readFileSync(report, "utf8")) as { passed: number; failed: number };
    if (failed > 0) return "red";
    return passed > 0 ? "GREEN" : "NO RESULT";
  } catch {
    return "NO RESULT";
  }
}

/** What was found, so that nobody takes a machine that is too slow for a fault that was found. */
function reasonIn(output: string): string {
  const lines = output.split("\n");
  const broken = lines.find((each) => each.includes("BROKEN")) ?? lines.find((each) => each.includes("**"));
  return (broken ?? lines.at(-2) ?? "").slice(0, 200);
}
