// A Redis server of its own on this machine, for tests: on a free port of 127.0.0.1, with nothing on disk, and gone afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { findRedis } from "./find-tools.mjs";

const START_TIMEOUT_MS = 10_000;

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

/** `crash` and `boot` may follow each other; the address stays, what was in it is gone. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #program: string;
  #server: ChildProcess | undefined;

  private constructor(program: string, port: number) {
    this.#program = program;
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Throws when there is no Redis here, or it does not start. */
  static async start(): Promise<RedisServer> {
    const program = findRedis();
    if (!program) throw new Error("No Redis here: `node server/scripts/install.mjs --test` says what to do");
    const server = new RedisServer(program, await findFreePort());
    await server.boot();
    return server;
  }

  /** Resolves once it takes connections. */
  async boot(): Promise<void> {
    const options = { port: this.port, bind: "127.0.0.1", save: "", appendonly: "no", "enable-debug-command": "no" };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn(this.#program, words, { stdio: ["ignore", "pipe", "inherit"] });
    process.once("exit", () => server.kill("SIGKILL"));
    let log = "";
    const ready = new Promise<"ready">((resolve) => {
      server.stdout.on("data", (chunk: Buffer) => {
        if (log.length < 20_000) log += chunk.toString();
        if (log.includes("Ready to accept connections")) resolve("ready");
      });
    });
    const timeout = wait(START_TIMEOUT_MS, "timeout" as const, { ref: false });
    if ((await Promise.race([ready, once(server, "exit"), timeout])) !== "ready") {
      server.kill("SIGKILL");
      throw new Error(`Redis did not start:\n${log}`);
    }
    this.#server = server;
  }

  /** Ends the process as it is. */
  async crash(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }

  /** Holds it still, as a machine that swaps does, until `SIGCONT`. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#server?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
  }
}
