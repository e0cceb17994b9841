import { quantile } from "../quantiles";
import type { PeerName } from "./messages";

/** One row of the table: what was measured, and of each peer one value a round. */
export interface Measured<Column extends string = PeerName> {
  readonly what: string;
  readonly unit: string;
  readonly values: ReadonlyMap<Column, readonly number[]>;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Null without values. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const middle = (quantile(values, 0.5) + quantile(values, 0.5 + 1 / (2 * values.length))) / 2;
  const median = values.length % 2 === 0 ? middle : quantile(values, 0.5);
  return { median, min: Math.min(...values), max: Math.max(...values) };
}

/** What has been measured, in the order in which it was first told, and what could not be. */
export class Results<Column extends string = PeerName> {
  readonly #rows = new Map<string, { what: string; unit: string; values: Map<Column, number[]> }>();
  readonly failures: string[] = [];

  add(what: string, unit: string, peer: Column, value: number): void {
    const row = this.#rows.get(what) ?? { what, unit, values: new Map<Column, number[]>() };
    this.#rows.set(what, row);
    const values = row.values.get(peer) ?? [];
    row.values.set(peer, values);
    values.push(value);
  }

  fail(what: string, peer: Column, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.failures.push(`${what}, ${peer}: ${message.split("\n")[0] ?? ""}`);
  }

  rows(): Measured<Column>[] {
    return [...this.#rows.values()];
  }

  values(what: string, peer: Column): readonly number[] {
    return this.#rows.get(what)?.values.get(peer) ?? [];
  }

  spread(what: string, peer: Column): Spread | null {
    return spreadOf(this.values(what, peer));
  }

  ratio(what: string, peer: Column, reference: Column): Spread | null {
    return ratioOf(this.values(what, peer), this.values(what, reference));
  }
}

/** One ratio a round, so that what drifts between rounds cancels out; null when a round lacks one of the two. */
export function ratioOf(values: readonly number[], references: readonly number[]): Spread | null {
  if (values.length !== references.length) return null;
  return spreadOf(values.map((value, round) => value / (references[round] ?? Number.NaN)));
}
