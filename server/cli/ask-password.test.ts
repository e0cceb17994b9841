import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { askPassword } from "./ask-password";
import type { World } from "./command";

it("[CLI-UNSEEN] what is typed on a terminal is not echoed", async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const terminal = new PassThrough();
  const world = {
    env: {},
    stdin: stdin as unknown as World["stdin"],
    output: { note: () => undefined } as unknown as World["output"],
    signal: new AbortController().signal,
  };
  const asked = askPassword(world, "maya at http://localhost", terminal);
  stdin.write("correct-horse\r");
  expect(await asked).toBe("correct-horse");
  expect(String(terminal.read())).toBe("Password of maya at http://localhost: ");
});
