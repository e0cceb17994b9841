import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { HubError } from "@/lib/hub-protocol";
import type { World } from "./command";

/** PULSEBOARD_PASSWORD, what is typed without echo, or the first line of stdin where that is no terminal. Throws INVALID_ARGUMENT, CANCELLED. */
export async function askPassword(
  { env, stdin, output, signal }: Pick<World, "env" | "stdin" | "output" | "signal">,
  who: string,
  terminal: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  const password = env.PULSEBOARD_PASSWORD || (stdin.isTTY ? await typeUnseen() : await firstLine());
  if (password === "")
    throw new HubError("INVALID_ARGUMENT", "There is no password: type it, pipe it in, or set PULSEBOARD_PASSWORD.");
  return password;

  async function typeUnseen(): Promise<string> {
    terminal.write(`Password of ${who}: `);
    const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: stdin, output: unseen, terminal: true });
    try {
      const interrupted = new Promise<never>((_resolve, reject) =>
        lines.once("SIGINT", () => reject(new HubError("CANCELLED", "Cancelled."))),
      );
      return await Promise.race([lines.question("", { signal }), interrupted]);
    } finally {
      lines.close();
      output.note("");
    }
  }

  async function firstLine(): Promise<string> {
    const lines = createInterface({ input: stdin, terminal: false });
    for await (const line of lines) {
      lines.close();
      return line;
    }
    return "";
  }
}
