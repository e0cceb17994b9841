/** How much is measured. Times in ms; a round measures every peer once. */
export interface Plan {
  fanOut: { rounds: number; connections: number; warmUpMs: number; durationMs: number };
  idleMemory: { rounds: number; sizes: readonly number[]; settleMs: number };
  reconnects: { rounds: number; connections: number };
  stalledReader: { rounds: number; connections: number; durationMs: number };
}

/** About 20 minutes. */
export const fullPlan: Plan = {
  fanOut: { rounds: 4, connections: 1_000, warmUpMs: 1_000, durationMs: 3_500 },
  idleMemory: { rounds: 3, sizes: [1_000, 10_000], settleMs: 2_000 },
  reconnects: { rounds: 5, connections: 5_000 },
  stalledReader: { rounds: 3, connections: 1_000, durationMs: 6_000 },
};

/** About two minutes, to see that everything works: one round says nothing about ratios. */
export const quickPlan: Plan = {
  fanOut: { rounds: 1, connections: 1_000, warmUpMs: 500, durationMs: 1_000 },
  idleMemory: { rounds: 1, sizes: [1_000], settleMs: 1_000 },
  reconnects: { rounds: 1, connections: 1_000 },
  stalledReader: { rounds: 1, connections: 1_000, durationMs: 1_500 },
};
