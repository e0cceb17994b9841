/** What a terminal or a later reader may take for a command or for another direction of writing: control and bidi characters. */
// biome formats this; the classes are C0, DEL, C1, line and paragraph separators, and the bidi controls.
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, fit for a terminal: what could steer it is shown as `�`. */
export const printable = (text: string): string => text.replace(unsafe, "\ufffd");

/** One line of JSON without anything that could steer a terminal. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const styles = { dim: "2", red: "31", green: "32", yellow: "33", blue: "34", magenta: "35" } as const;
export type Style = keyof typeof styles;

export interface Output {
  /** Results are for people: tables, and colours if they are wanted. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly columns: number;
  /** Resolves when the line is written. */
  line(text: string): Promise<void>;
  /** To stderr: what is no result. */
  note(text: string): void;
  style(text: string, style: Style): string;
}

interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  /** The reader of stdout has gone. */
  onReaderGone: () => void;
}

export function createOutput({ stdout, stderr, env, onReaderGone }: Streams): Output {
  const isTerminal = stdout.isTTY === true;
  const isColoured = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    onReaderGone();
  });
  // Nobody reads the notes: that is their right.
  stderr.on("error", () => undefined);
  return {
    isTerminal,
    columns: stdout.columns ?? 100,
    line: (text) => new Promise((resolve) => stdout.write(`${text}\n`, () => resolve())),
    note: (text) => void stderr.write(`${text}\n`),
    style: (text, style) => (isColoured ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
  };
}
