// A Redis server of its own on this machine, for tests: on a free port of 127.0.0.1, and gone afterwards with what it kept.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endTogether } from "./end-together";
import { findRedis } from "./find-tools.mjs";
import { freePort } from "./free-port";

const START_TIMEOUT_MS = 10_000;

/** `crash` and `boot` may follow each other; the address stays. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #program: string;
  readonly #folder: string;
  readonly #isKept: boolean;
  #server: ChildProcess | undefined;

  private constructor(program: string, port: number, isKept: boolean) {
    this.#program = program;
    this.port = port;
    this.#isKept = isKept;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "pulseboard-redis-"));
  }

  /** `isKept`: what is in it outlives a crash. Throws when there is no Redis here, or it does not start. */
  static async start({ isKept = false }: { isKept?: boolean } = {}): Promise<RedisServer> {
    const program = findRedis();
    if (!program) throw new Error("No Redis here: `node server/scripts/install.mjs --test` says what to do");
    const server = new RedisServer(program, await freePort(), isKept);
    try {
      await server.boot();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Resolves once it takes connections. */
  async boot(): Promise<void> {
    const options = {
      port: this.port,
      bind: "127.0.0.1",
      dir: this.#folder,
      save: "",
      appendonly: this.#isKept ? "yes" : "no",
      "enable-debug-command": "no",
    };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn(this.#program, words, { stdio: ["ignore", "pipe", "inherit"] });
    endTogether(server);
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

  /** Throws away what a server that has crashed had kept. */
  forget(): void {
    rmSync(join(this.#folder, "appendonlydir"), { recursive: true, force: true });
  }

  /** Holds it still, as a machine that swaps does, until `SIGCONT`. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#server?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
