import type { Mutation } from "@/server/scripts/mutate/mutation";

/** What a round measured: a number, or several of one kind. */
export type Figures = Record<string, number | readonly number[]>;

/** How the figures of all rounds become one cell of the table; `atMost` and `atLeast` are the bars it has to keep. */
export interface Cell {
  figure: string;
  label: string;
  as: "sum" | "min" | "max" | "p50" | "p95";
  unit?: string;
  atMost?: number;
  /** Below it the fault or the load was not there, and nothing has been shown. */
  atLeast?: number;
}

export interface RowContext {
  isShort: boolean;
  /** The server's bundle; absent, the built one. */
  program?: string;
  /** Lines that `npm run mutate -- faults` has broken, for a row that makes a bundle of its own. */
  mutations: readonly Mutation[];
  /** In [0, 1). */
  random: () => number;
}

/** What the rounds of a row have in common, such as a server with its clients. */
export interface Stage extends AsyncDisposable {
  /** Rejects with what was broken. */
  round(): Promise<Figures>;
}

/** One fault. */
export interface Row {
  name: string;
  /** The fault, and what must hold, as a person reads it. */
  fault: string;
  holds: string;
  rounds: number;
  /** Rounds with `--short`; 0: not part of `npm test`. */
  shortRounds: number;
  /** How many faults one round makes, side by side. */
  atOnce?: number;
  /** A new stage after so many rounds; 1 by default. */
  roundsPerStage?: number;
  /** A round that takes longer, with its share of the stage, has failed. */
  roundTimeoutMs?: number;
  cells: readonly Cell[];
  /** Why this machine cannot run it, or null. With `--short` it is left out then, which is said; otherwise it fails. */
  whyNot?: () => string | null;
  open(context: RowContext): Promise<Stage>;
}

/** For a row that needs nothing before its round. */
export const alone =
  (run: (context: RowContext) => Promise<Figures>) =>
  async (context: RowContext): Promise<Stage> => ({
    round: () => run(context),
    [Symbol.asyncDispose]: async () => undefined,
  });

/** A promise was broken. */
export class BrokenPromise extends Error {
  override name = "BrokenPromise";
}
