import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { liveServers } from "@/e2e/fixtures/server-process";
import type { Machine, RowReport } from "./report";
import { tableHead, tableLine, unmeasuredLine } from "./report";
import type { Row } from "./row";
import { rows } from "./rows";

const folder = "e2e/soak/results";
const page = "docs/reliability.md";
const marks = ["<!-- as measured: npm run soak -- --render -->", "<!-- end of the measured table -->"] as const;

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
  load1: loadavg()[0] ?? 0,
});

/** Returns the path of the file. */
export async function keepReport(report: RowReport): Promise<string> {
  const path = join(folder, `${report.row}-${report.startedAt.replaceAll(":", "-")}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 1)}\n`);
  return path;
}

/** What the servers of a broken round have printed. Returns the paths of the files. */
export async function keepOutputs(name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    [...liveServers].map(async ({ output }, i) => {
      const path = join(folder, `${name}-server${i}.log`);
      await writeFile(path, output);
      return path;
    }),
  );
}

/** Writes the table of the documentation from each row's best report: the newest with all rounds, or else the one with most. */
export async function renderPage(): Promise<string> {
  const lines: string[] = [];
  for (const row of rows) {
    const report = await bestReport(row);
    lines.push(report === null ? unmeasuredLine(row) : tableLine(row, report));
  }
  const { processor, cores, node } = describeMachine();
  const table = [`${processor}, ${cores} cores, Node ${node}.`, "", tableHead, ...lines].join("\n");
  const text = await readFile(page, "utf8");
  const [before, rest] = text.split(marks[0]);
  const [, after] = rest?.split(marks[1]) ?? [];
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for the table`);
  await writeFile(page, `${before}${marks[0]}\n${table}\n${marks[1]}${after}`);
  return table;
}

async function bestReport({ name, rounds: wanted }: Row): Promise<RowReport | null> {
  const pattern = new RegExp(`^${name}-\\d{4}-`);
  const names = (await readdir(folder).catch(() => [])).filter((file) => pattern.test(file)).sort();
  const reports = await Promise.all(
    names.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8")) as RowReport),
  );
  const weight = ({ rounds, failures, isShort }: RowReport) =>
    isShort ? 0 : Math.min(wanted, rounds.length + failures.length);
  return reports.reduce<RowReport | null>(
    (best, each) => (best === null || weight(each) >= weight(best) ? each : best),
    null,
  );
}
