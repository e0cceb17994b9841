import type { PeerName } from "./messages";
import type { Pair, Programs } from "./pair";
import type { Results } from "./results";

export interface Run {
  peer: PeerName;
  what: string;
  measure: (pair: Pair) => Promise<void>;
}

/**
 * Does each run of a round in a fresh pair of processes, in this order in the first round, in the other direction in the next, and so
 * on: whatever favours the first or the last favours each in turn. A run that fails is noted, the others go on.
 */
export async function runRounds(
  programs: Programs,
  results: Results,
  rounds: number,
  runs: readonly Run[],
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const { peer, what, measure } of round % 2 === 0 ? runs : runs.toReversed()) {
      process.stderr.write(`  round ${round + 1} of ${rounds}: ${what}, ${peer}\n`);
      await using pair = programs.startPair();
      try {
        await measure(pair);
      } catch (error) {
        results.fail(`${what}, round ${round + 1}`, peer, error);
      }
    }
  }
}
