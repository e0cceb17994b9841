import { readFileSync } from "node:fs";
import { isHubError } from "@/lib/hub-protocol";
import type { Command } from "./command";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-codes";
import { commandText, overviewText } from "./help";
import { listOrders } from "./list-orders";
import { login, logout } from "./login";
import { createOutput, type Output, printable } from "./output";
import { findCommand, parseTyped } from "./parse";
import { sendSample } from "./send-sample";
import { tail } from "./tail";
import { whoami } from "./whoami";

const commands: readonly Command[] = [login, logout, whoami, tail, listOrders, sendSample];

/** `dist/` and `server/cli/` both lie in the repository that package.json names. */
function readVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    const url = new URL(path, import.meta.url);
    try {
      return (JSON.parse(readFileSync(url, "utf8")) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return "unknown";
}

async function run(args: readonly string[], output: Output, signal: AbortSignal): Promise<ExitCode> {
  const version = readVersion();
  const command = findCommand(args, commands);
  if (command === undefined) return answerWithoutCommand(args, output, version);
  try {
    const typed = parseTyped(args, command);
    if (typed.has("help")) await output.line(commandText(command));
    else if (typed.has("version")) await output.line(version);
    else await command.run(typed, { env: process.env, stdin: process.stdin, output, version, signal });
    return exitCodes.ok;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code !== exitCodes.interrupted) output.note(`pulseboard: ${printable(messageOf(error))}`);
    if (code === exitCodes.usage) output.note(`\`pulseboard ${command.name} --help\` tells how to use it.`);
    return code;
  }
}

async function answerWithoutCommand(args: readonly string[], output: Output, version: string): Promise<ExitCode> {
  if (args.includes("--version")) await output.line(version);
  else if (args.includes("--help")) await output.line(overviewText(commands));
  else {
    output.note(overviewText(commands));
    return exitCodes.usage;
  }
  return exitCodes.ok;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const fields = isHubError(error) ? (error.fields ?? []) : [];
  const isNotSignedIn = isHubError(error) && error.code === "UNAUTHENTICATED";
  const details = fields
    .map(({ path, message }) => ` ${path}: ${message}`)
    .filter((text) => !text.endsWith(error.message));
  return `${error.message}${details.join("")}${isNotSignedIn && !error.message.includes("login") ? " `pulseboard login` signs you in." : ""}`;
}

const interrupt = new AbortController();
// Ctrl-C ends what is under way in order; a second one ends the process.
process.once("SIGINT", () => interrupt.abort());
const output = createOutput({
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  // Like any filter: who reads no more wants no more.
  onReaderGone: () => process.exit(exitCodes.ok),
});
process.exitCode = await run(process.argv.slice(2), output, interrupt.signal);
