import type { Command, Flags } from "./command";

/** Two columns, the left one as wide as it must be. */
function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}

/** The help of all commands. */
export const overviewText = (commands: readonly Command[]): string =>
  [
    "Usage: pulseboard COMMAND [FLAGS]",
    "",
    "Commands:",
    ...columns(commands.map(({ name, takes, summary }) => [`${name} ${takes}`.trim(), summary])),
    "",
    "`pulseboard COMMAND --help` tells a command's flags. Everywhere: --url and PULSEBOARD_URL, --token and PULSEBOARD_TOKEN.",
    "Exit codes: 0 done, 1 error, 2 wrong usage, 3 not signed in or not allowed, 4 server unreachable, 130 Ctrl-C.",
  ].join("\n");

/** The help of one command. */
export const commandText = ({ name, takes, summary, flags, notes = [] }: Command): string =>
  [
    `Usage: pulseboard ${`${name} ${takes}`.trim()} [FLAGS]`,
    "",
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    ...notes,
    "",
    "Flags:",
    ...flagRows(flags),
  ].join("\n");

const flagRows = (flags: Flags) =>
  columns(Object.entries(flags).map(([flag, { value, help }]) => [`--${flag}${value ? ` ${value}` : ""}`, help]));
