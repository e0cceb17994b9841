/** In the environment of the test runner: `vitest.config.ts` breaks the line by it while the file is loaded; nothing on disk changes. */
export const mutationVariable = "PULSEBOARD_MUTATION";

/**
 * Returns the source with the line broken. Throws when the mutation does not fit the source any more.
 * @param {string} source
 * @param {import("./mutation").Mutation} mutation
 */
export function breakLine(source, { rule, file, find, put }) {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${rule}: ${JSON.stringify(find)} stands ${parts.length - 1} times in ${file}, not once.`);
  return parts.join(put);
}
