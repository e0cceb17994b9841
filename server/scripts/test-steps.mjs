// Steps of `npm test` side by side, told as if they had run one after the other.

/**
 * @typedef {import("./test-totals.mjs").Totals & { failures?: string[] }} Totals of a step; what failed, in words
 * @typedef {import("./test-processes.mjs").Output} Output
 * @typedef {{ name: string, run: (output: Output) => Promise<Totals> }} Step
 * @typedef {{ name: string, totals: Totals, tail: string, seconds: number }} Result with the end of its output
 */

/**
 * @param {(chunk: Buffer | string) => void} write
 * @param {string[]} names
 * @returns {(Output & { end(): void })[]} what each writes comes whole and in this order, under its name; the first that
 * has not ended writes at once
 */
export function outputsInOrder(write, names) {
  const outputs = names.map((name) => ({ name, isEnded: false, kept: /** @type {(Buffer | string)[]} */ ([]) }));
  let turn = 0;
  const begin = () => {
    const output = outputs[turn];
    if (!output) return;
    write(`\n── ${output.name} ──\n`);
    for (const chunk of output.kept.splice(0)) write(chunk);
    if (!output.isEnded) return;
    turn += 1;
    begin();
  };
  begin();
  return outputs.map((output, place) => ({
    write(chunk) {
      if (place === turn) write(chunk);
      else output.kept.push(chunk);
    },
    end() {
      output.isEnded = true;
      if (place !== turn) return;
      turn += 1;
      begin();
    },
  }));
}

const tailCharacters = 4_000;

/**
 * Runs the steps of a group at once.
 * @param {Step[]} group @param {(chunk: Buffer | string) => void} write @returns {Promise<Result[]>} in the group's order
 */
export async function runGroup(group, write) {
  const outputs = outputsInOrder(
    write,
    group.map(({ name }) => name),
  );
  return Promise.all(
    group.map(async ({ name, run }, place) => {
      const output = /** @type {Output & { end(): void }} */ (outputs[place]);
      const startedAt = performance.now();
      let tail = "";
      const heard = {
        write(/** @type {Buffer | string} */ chunk) {
          tail = `${tail}${chunk}`.slice(-tailCharacters);
          output.write(chunk);
        },
      };
      const totals = await run(heard);
      output.end();
      return { name, totals, tail, seconds: (performance.now() - startedAt) / 1000 };
    }),
  );
}
