import { readFileSync } from "node:fs";
import { join } from "node:path";
import { breakLine } from "../break-line.mjs";
import { faultMutations } from ".";
import type { FaultMutation } from "./fault-mutation";
import { runSuite } from "./run-suite";
import { type Judgement, judgeMutated, judgeWhole } from "./verdict";

/**
 * `npm run mutate -- faults [ROW or RULE …]`: switches off each defence in turn and runs the fault that it is there for, with a server and
 * clients that are bundled with the broken lines. Each row is run once with nothing broken before. Returns 0 when every row held then, and
 * missed every defence in the words that belong to it.
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
  // One after the other: some measure times.
  for (const row of new Set(chosen.map((each) => each.row))) {
    const mutations = chosen.filter((each) => each.row === row);
    const unheld = await judgeRow(root, row, mutations);
    tell(unheld ?? { verdict: "held", words: "with nothing broken" }, "-", row);
    for (const mutation of mutations) {
      const judgement = unheld ?? (await judge(root, mutation));
      if (judgement.verdict === "red") red += 1;
      tell(judgement, mutation.rule, row);
    }
  }
  process.stdout.write(`\n${red} of ${chosen.length} defences were missed by their faults when switched off\n`);
  return red === chosen.length && red > 0 ? 0 : 1;
}

/** With nothing broken, as often as the most patient of its mutations. Null when it held. */
async function judgeRow(root: string, row: string, mutations: readonly FaultMutation[]): Promise<Judgement | null> {
  const rounds = Math.max(...mutations.map((each) => each.rounds ?? 1));
  return judgeWhole(await runSuite(root, { row, rounds, lines: [] }));
}

async function judge(root: string, { row, rounds = 1, lines, breaks }: FaultMutation): Promise<Judgement> {
  try {
    for (const line of lines) breakLine(readFileSync(join(root, line.file), "utf8"), line);
  } catch (error) {
    return { verdict: "DOES NOT FIT", words: error instanceof Error ? error.message : String(error) };
  }
  return judgeMutated(await runSuite(root, { row, rounds, lines }), breaks);
}

function tell({ verdict, words }: { verdict: string; words: string }, rule: string, row: string): void {
  process.stdout.write(`${verdict.padEnd(12)} ${rule.padEnd(26)} ${row.padEnd(16)} ${words}\n`);
}
