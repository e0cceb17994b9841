import type { Mutation } from "../mutation";

/** A defence, switched off: the fault that it is there for must then be found. */
export interface FaultMutation {
  /** The defence. */
  rule: string;
  /** The row of the fault suite that must fail. */
  row: string;
  /** What the row must say then, in a failure or in a figure above its bar. A row that fails in other words has found something else. */
  breaks: RegExp;
  /** As many as it takes to meet the race; 1 by default. */
  rounds?: number;
  /** One line where that is enough. More where another defence does the same, or where the race is rare: `why` says which. */
  lines: readonly Mutation[];
  why?: string;
}

/** `[file, find, put]` of one rule. */
export const line = (rule: string, file: string, find: string, put: string): Mutation => ({ rule, file, find, put });
