import { quantile } from "@/bench/quantiles";
import type { Cell, Figures, Row } from "./row";

export interface Machine {
  processor: string;
  cores: number;
  node: string;
  /** The number of processes that wanted to run, the minute before. */
  load1: number;
}

/** What one row's rounds showed. */
export interface RowReport {
  row: string;
  startedAt: string;
  tookSeconds: number;
  isShort: boolean;
  machine: Machine;
  rounds: readonly Figures[];
  /** What was broken, by round. */
  failures: readonly { round: number; message: string }[];
}

export interface CellValue {
  text: string;
  isKept: boolean;
}

/** One cell over all rounds; null when nothing was measured and nothing had to be. */
export function cellOf(cell: Cell, rounds: readonly Figures[]): CellValue | null {
  const { unit = "", atMost, atLeast } = cell;
  const name = cell.as === "sum" ? cell.label : `${cell.label} ${cell.as}`;
  const values = rounds.flatMap((figures) => figures[cell.figure] ?? []);
  if (values.length === 0)
    return atMost === undefined && atLeast === undefined ? null : { text: `${name} not measured`, isKept: false };
  const value = summary(cell.as, values);
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(2);
  // Not the other way round: a figure that is no number keeps no bar.
  const isKept = (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
  return { text: `${name} ${digits.toLocaleString("en")}${unit && ` ${unit}`}`, isKept };
}

function summary(as: Cell["as"], values: readonly number[]): number {
  switch (as) {
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "p50":
      return quantile(values, 0.5);
    case "p95":
      return quantile(values, 0.95);
  }
}

export const cellsOf = (row: Row, { rounds, isShort }: RowReport): CellValue[] =>
  row.cells.flatMap((cell) => {
    const isJudged = !isShort || cell.unit === undefined;
    return cellOf(isJudged ? cell : { ...cell, atMost: undefined, atLeast: undefined }, rounds) ?? [];
  });

/** Whether every round ran and held, and every bar was kept. A short run is no measurement: times and sizes are shown, not judged. */
export const hasHeld = (row: Row, report: RowReport): boolean =>
  report.failures.length === 0 && report.rounds.length > 0 && cellsOf(row, report).every(({ isKept }) => isKept);

/** As the page has it: one line for each fault. */
export function tableLine(row: Row, report: RowReport): string {
  const { rounds, failures, isShort, startedAt, machine } = report;
  const done = (rounds.length + failures.length) * (row.atOnce ?? 1);
  const wanted = row.rounds * (row.atOnce ?? 1);
  const count = done >= wanted ? `${done}` : `${done} of ${wanted}${isShort ? ", short" : ""}`;
  const seen = cellsOf(row, report).map(({ text, isKept }) => (isKept ? text : `**${text}**`));
  const verdict =
    failures.length > 0 ? `**${failures.length} failed**` : hasHeld(row, report) ? "held" : "**bar missed**";
  const cells = [
    `\`${row.name}\`: ${row.fault}`,
    row.holds,
    count,
    verdict,
    seen.join(", "),
    `${startedAt.slice(0, 16).replace("T", " ")}, load ${machine.load1.toFixed(1)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

export const unmeasuredLine = (row: Row): string =>
  `| \`${row.name}\`: ${row.fault} | ${row.holds} | 0 of ${row.rounds * (row.atOnce ?? 1)} | not yet run | | |`;

export const tableHead = [
  "| fault | must hold | rounds | verdict | as measured | when (UTC) |",
  "|---|---|---|---|---|---|",
].join("\n");
