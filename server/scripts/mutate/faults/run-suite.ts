import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { breakingPlugin } from "../break-bundle.mjs";
import { mutationVariable } from "../break-line.mjs";
import type { Mutation } from "../mutation";
import type { RowOutcome } from "./verdict";

const runTimeoutMs = 10 * 60_000;

export interface SuiteRun {
  row: string;
  rounds: number;
  /** Broken in the server and in the suite's clients; none, for the row as it is. */
  lines: readonly Mutation[];
}

/** Runs one row of the fault suite in its short form, as a bundle of its own. Null when it did not come to an end. */
export async function runSuite(root: string, run: SuiteRun): Promise<RowOutcome | null> {
  const folder = mkdtempSync(join(tmpdir(), "pulseboard-faults-"));
  try {
    const program = join(folder, "soak.mjs");
    const report = join(folder, "outcome.json");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    await bundleSuite(root, folder, run.lines);
    await runProgram(root, program, report, run);
    return readOutcome(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suite's own clients are the product's: what is broken in them breaks here. Its processes of many clients stand beside it. */
async function bundleSuite(root: string, outdir: string, lines: readonly Mutation[]): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { soak: "e2e/soak/main.ts", herd: "e2e/soak/storm/herd.ts" },
    outdir,
    outExtension: { ".js": ".mjs" },
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

async function runProgram(root: string, program: string, report: string, { row, rounds, lines }: SuiteRun) {
  const child = spawn(process.execPath, [program, row, "--short", `--rounds=${rounds}`, `--report=${report}`], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, [mutationVariable]: JSON.stringify(lines) },
  });
  // By SIGTERM: it takes its servers along.
  const timer = setTimeout(() => child.kill("SIGTERM"), runTimeoutMs);
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  clearTimeout(timer);
}

function readOutcome(report: string): RowOutcome | null {
  try {
    return JSON.parse(readFileSync(report, "utf8")) as RowOutcome;
  } catch (error) {
    process.stderr.write(`no outcome: ${String(error)}\n`);
    return null;
  }
}
