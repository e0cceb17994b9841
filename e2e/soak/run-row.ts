import { hasHeld, type RowReport } from "./report";
import { describeMachine, keepOutputs } from "./results";
import type { Figures, Row, RowContext, Stage } from "./row";

const defaultRoundTimeoutMs = 120_000;

export interface RunOptions extends RowContext {
  rounds: number;
  say: (line: string) => void;
}

/** All rounds of a row. What a broken round leaves behind is thrown away: the next one has a stage of its own. Never rejects. */
export async function runRow(row: Row, options: RunOptions): Promise<RowReport> {
  const startedMs = Date.now();
  const machine = describeMachine();
  const rounds: Figures[] = [];
  const failures: { round: number; message: string }[] = [];
  let stage: Stage | undefined;
  for (let round = 1; round <= options.rounds; round += 1) {
    const roundMs = Date.now();
    const seconds = () => `${((Date.now() - roundMs) / 1000).toFixed(1)} s`;
    try {
      stage ??= await openInTime(row, options);
      const figures = await within(row, stage.round());
      rounds.push(figures);
      options.say(`${row.name} ${round}/${options.rounds} held (${seconds()}) ${brief(figures)}`);
      if (round % (row.roundsPerStage ?? 1) === 0) stage = await leave(stage);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ round, message });
      options.say(`${row.name} ${round}/${options.rounds} BROKEN (${seconds()}) ${message}`);
      for (const path of await keepOutputs(`${row.name}-${round}`)) options.say(`    what the server printed: ${path}`);
      stage = await leave(stage);
    }
  }
  await leave(stage);
  const startedAt = new Date(startedMs).toISOString();
  const tookSeconds = Math.round((Date.now() - startedMs) / 1000);
  const report = { row: row.name, startedAt, tookSeconds, isShort: options.isShort, machine, rounds, failures };
  options.say(`${row.name}: ${hasHeld(row, report) ? "held" : "NOT HELD"} in ${tookSeconds} s`);
  return report;
}

/** What opens too late is left at once. */
async function openInTime(row: Row, context: RowContext): Promise<Stage> {
  const opening = row.open(context);
  return within(row, opening).catch((error: unknown) => {
    // What became of it has no reader any more.
    opening.then(leave, () => undefined);
    throw error;
  });
}

async function leave(stage: Stage | undefined): Promise<undefined> {
  await stage?.[Symbol.asyncDispose]();
}

async function within<T>({ roundTimeoutMs = defaultRoundTimeoutMs }: Row, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${roundTimeoutMs / 1000} s`)), roundTimeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const brief = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${typeof value === "number" ? Math.round(value) : most(value)}`)
    .join(", ");

const most = (values: readonly number[]): string =>
  values.length === 0 ? "none" : `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;
