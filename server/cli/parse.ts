import { parseArgs } from "node:util";
import { HubError } from "@/lib/hub-protocol";
import type { Command, Typed } from "./command";

/** parseArgs takes `-3` for a flag; here it is a number. */
const isNegativeNumber = (arg: string) => /^-\.?\d/.test(arg);

/** The command that was named, wherever flags stand; undefined when none was. */
export function findCommand(args: readonly string[], commands: readonly Command[]): Command | undefined {
  const options = Object.assign({}, ...commands.map(({ flags }) => flags));
  const { positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  return commands.find(({ name }) => name === positionals[0]);
}

/** What was typed after the command's name. Throws INVALID_ARGUMENT for a flag that it does not have. */
export function parseTyped(args: readonly string[], command: Command): Typed {
  const { values, positionals } = parseStrictly(args, command);
  return {
    positionals: positionals.slice(1),
    text: (flag) => (typeof values[flag] === "string" ? values[flag] : undefined),
    texts: (flag) => (Array.isArray(values[flag]) ? values[flag].filter((value) => typeof value === "string") : []),
    has: (flag) => values[flag] === true,
  };
}

function parseStrictly(args: readonly string[], { flags }: Command) {
  const numbers = args.includes("--") ? [] : args.filter(isNegativeNumber);
  const rest = numbers.length === 0 ? [...args] : [...args.filter((arg) => !isNegativeNumber(arg)), "--", ...numbers];
  try {
    return parseArgs({ args: rest, options: flags, allowPositionals: true });
  } catch (cause) {
    // Node's own words name the flag; what follows them is advice for programmers.
    const message = cause instanceof Error ? (cause.message.split(". ")[0] ?? cause.message) : String(cause);
    throw new HubError("INVALID_ARGUMENT", `${message}.`, { cause });
  }
}
