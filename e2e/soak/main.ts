import { writeFile } from "node:fs/promises";
import { mutationVariable } from "@/server/scripts/mutate/break-line.mjs";
import type { Mutation } from "@/server/scripts/mutate/mutation";
import { cellsOf, hasHeld, type RowReport, tableHead, tableLine } from "./report";
import { keepReport, renderPage } from "./results";
import type { Row } from "./row";
import { rows } from "./rows";
import { runRow } from "./run-row";
import { buildBrokenServer } from "./world/broken-server";

/**
 * `npm run soak [-- ROW …] [--rounds=N] [--short] [--report=FILE]`: the faults, one after the other, with a line for each
 * round and a table at the end. `--short` is what `npm test` runs. `--report` is a file for the totals and for what was broken, in words. `--render` only writes the table of docs/reliability.md from what was measured before. Ends with 1 unless everything held.
 */
async function main(args: readonly string[]): Promise<number> {
  const isShort = args.includes("--short");
  const option = (name: string) => args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (args.includes("--render")) {
    process.stdout.write(`${await renderPage()}\n`);
    return 0;
  }
  const wanted = args.filter((word) => !word.startsWith("--"));
  const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no fault ${unknown.join(", ")}. Known: ${rows.map(({ name }) => name).join(", ")}.\n`,
    );
    return 1;
  }
  const roundsOf = (row: Row) => Number(option("rounds") ?? (isShort ? row.shortRounds : row.rounds));
  const chosen = rows
    .filter((row) => (wanted.length === 0 ? roundsOf(row) > 0 : wanted.includes(row.name)))
    .filter((row) => !isShort || !isLeftOut(row));
  const mutationText = process.env[mutationVariable];
  const mutations = JSON.parse(mutationText ?? "[]") as Mutation[];
  // Also where nothing is broken: what is compared must be built alike.
  await using broken = mutationText === undefined ? null : await buildBrokenServer(mutations);
  const reports: RowReport[] = [];
  for (const row of chosen) {
    const report = await runRow(row, {
      isShort,
      rounds: Math.max(1, roundsOf(row)),
      program: broken?.program,
      mutations,
      random: Math.random,
      say: (line) => process.stdout.write(`${line}\n`),
    });
    // A run among broken ones, broken itself or not, measures nothing.
    if (mutationText === undefined) await keepReport(report);
    reports.push(report);
  }
  const held = chosen.map((row, i) => {
    const report = reports[i];
    return report !== undefined && hasHeld(row, report);
  });
  process.stdout.write(`\n${tableHead}\n`);
  for (const [i, row] of chosen.entries()) {
    const report = reports[i];
    if (report !== undefined) process.stdout.write(`${tableLine(row, report)}\n`);
  }
  const passed = held.filter(Boolean).length;
  const totals = { passed, failed: held.length - passed };
  process.stdout.write(`\n${totals.passed} held, ${totals.failed} failed\n`);
  const file = option("report");
  const words = chosen.flatMap((row, i) => brokenWords(row, reports[i]));
  if (file !== undefined) await writeFile(file, JSON.stringify({ ...totals, words }));
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

/** What failed, and the cells that are above their bars. */
function brokenWords(row: Row, report: RowReport | undefined): string[] {
  if (report === undefined) return [];
  const missed = cellsOf(row, report).filter(({ isKept }) => !isKept);
  return [...report.failures.map(({ message }) => message), ...missed.map(({ text }) => text)];
}

/** What a machine cannot do is no failure of a short run, but it is said. */
function isLeftOut({ name, whyNot }: Row): boolean {
  const why = whyNot?.() ?? null;
  if (why !== null) process.stdout.write(`${name} LEFT OUT: ${why}\n`);
  return why !== null;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
process.exit(await main(process.argv.slice(2)));
