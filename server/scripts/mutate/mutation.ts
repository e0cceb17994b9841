/** One line of a source file, broken: the test that quotes `rule` must then fail. */
export interface Mutation {
  rule: string;
  /** From the repository's root. */
  file: string;
  /** Text within one line that stands exactly once in the file. */
  find: string;
  put: string;
}

/** Several of one file: `[rule, find, put]`. */
export const broken = (
  file: string,
  lines: readonly (readonly [rule: string, find: string, put: string])[],
): Mutation[] => lines.map(([rule, find, put]) => ({ rule, file, find, put }));
