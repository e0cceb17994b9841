import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProcesses } from "./test-processes.mjs";

/** Every process of these tests connects here: the connection ends with the process, whoever has to take note of its end. */
const server = createServer();
let port = 0;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

/** The next `count` processes that connect; each settles when its process is gone. */
async function arrivals(count: number): Promise<Promise<unknown>[]> {
  const gone: Promise<unknown>[] = [];
  while (gone.length < count) {
    const [socket] = (await once(server, "connection")) as [Socket];
    socket.on("error", () => undefined);
    gone.push(new Promise((resolve) => socket.once("close", resolve)));
    socket.resume();
  }
  return gone;
}

const quiet = { write: () => undefined };
const processes = (timeoutMs = 60_000) => createProcesses({ cwd: import.meta.dirname, timeoutMs, graceMs: 300 });

/** A process that starts another. Both connect, and neither ends by itself, or, with `leaves`, the first once the other is there. */
function family({ first = "", leaves = false }): string[] {
  const connect = `${first}; const socket = require("node:net").connect(${port}, "127.0.0.1");`;
  const args = JSON.stringify(["-e", `${connect} socket.on("connect", () => process.send("there"))`]);
  const options = `{ stdio: ["ignore", "inherit", "inherit", "ipc"] }`;
  return [
    "-e",
    `${connect} const child = require("node:child_process").spawn(process.execPath, ${args}, ${options});
     child.once("message", () => ${leaves} && process.exit(0))`,
  ];
}

it("[NPM-TEST] a program's output comes as it is, and only an end with 0 is a good one", async () => {
  let text = "";
  const output = {
    write(chunk: Buffer | string) {
      text += chunk;
    },
  };
  const { run } = processes();
  expect(await run(["-e", "console.log('out'); console.error(process.env.GIVEN)"], output, { GIVEN: "env" })).toBe(
    true,
  );
  expect(text.split("\n").sort()).toEqual(["", "env", "out"]);
  expect(await run(["-e", "process.exit(3)"], output)).toBe(false);
});

it.each([
  ["ends over it", ""],
  ["does not listen to it", "process.on('SIGTERM', () => {})"],
])(
  "[NPM-TEST] a signal ends every program and what it started, also when it %s, and no other begins",
  async (_, first) => {
    const { run, stop } = processes();
    const all = arrivals(4);
    const ends = [run(family({ first }), quiet), run(family({ first }), quiet)];
    const gone = await all;
    await stop("SIGTERM");
    expect(await Promise.all(ends)).toEqual([false, false]);
    await Promise.all(gone);
    expect(await run(["-e", ""], quiet)).toBe(false);
  },
);

it("[NPM-TEST] what a program leaves running ends with it", async () => {
  const all = arrivals(2);
  expect(await processes().run(family({ leaves: true }), quiet)).toBe(true);
  await Promise.all(await all);
});

it("[NPM-TEST] a program that takes too long is ended, and what it started", async () => {
  const all = arrivals(2);
  const ended = processes(3_000).run(family({}), quiet);
  const gone = await all;
  expect(await ended).toBe(false);
  await Promise.all(gone);
});
