// A PostgreSQL server of its own on this machine, for tests: empty, on a free port, and gone afterwards.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findPostgresBin } from "./find-tools.mjs";
import { freePort } from "./free-port";

interface Account {
  uid: number;
  gid: number;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const START_ATTEMPTS = 3;

/** PostgreSQL refuses to run as root: then it gets another account. Null when the present one will do. */
function findAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => {
      try {
        return Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      } catch {
        return Number.NaN; // No such account: the next one.
      }
    });
    if (uid && gid) return { uid, gid };
  }
  throw new Error("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as");
}

/** Makes an empty cluster in `folder`, entered with `password` only. Throws initdb's own words. */
function initCluster(bin: string, folder: string, password: string, account: Account | null): void {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  const options = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  const locale = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
  execFileSync(join(bin, "initdb"), ["-D", join(folder, "data"), ...options, `--locale=${locale}`, "--no-sync"], {
    ...account,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** Resolves once the server takes connections; rejects with its log when it ends before. */
async function untilReady(server: ChildProcess): Promise<void> {
  let log = "";
  const ready = new Promise<"ready">((resolve) => {
    server.stderr?.on("data", (chunk: Buffer) => {
      if (log.length < 20_000) log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve("ready");
    });
  });
  const timeout = wait(START_TIMEOUT_MS, "timeout" as const, { ref: false });
  const outcome = await Promise.race([ready, once(server, "exit"), timeout]);
  if (outcome === "ready") return;
  server.kill("SIGKILL");
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

/** `kill` and `boot` may follow each other; the address stays. */
export class PostgresServer implements AsyncDisposable {
  /** Of a superuser who may create databases. */
  readonly url: string;
  readonly port: number;
  readonly #bin: string;
  readonly #folder: string;
  readonly #account: Account | null;
  #server: ChildProcess | undefined;
  #stopWatching: () => void = () => undefined;

  private constructor(bin: string, folder: string, account: Account | null, password: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#account = account;
    this.port = port;
    this.url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  }

  /** Makes an empty cluster and starts it. Throws when there is no PostgreSQL here, or it does not start. */
  static async start(): Promise<PostgresServer> {
    const bin = findPostgresBin();
    if (!bin)
      throw new Error("No PostgreSQL server programs here: `node server/scripts/install.mjs --test` says what to do");
    const account = findAccount();
    // The other account must be able to reach it, which a private TMPDIR of root's would not allow.
    const folder = mkdtempSync(join(account ? "/tmp" : tmpdir(), "pulseboard-pg-"));
    try {
      const password = randomBytes(16).toString("hex");
      initCluster(bin, folder, password, account);
      for (let attempt = 1; ; attempt++) {
        const server = new PostgresServer(bin, folder, account, password, await freePort());
        try {
          await server.boot();
          return server;
        } catch (error) {
          // Somebody else may have taken the port in between.
          if (attempt >= START_ATTEMPTS) throw error;
        }
      }
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts it on its port of 127.0.0.1 and on a socket in its folder. Resolves once it takes connections. */
  async boot(): Promise<void> {
    const deadlineMs = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        return await this.#bootOnce();
      } catch (error) {
        // Children of a main process that crashed find out by themselves, and go a moment later.
        if (!String(error).includes("pre-existing shared memory block") || performance.now() > deadlineMs) throw error;
        await wait(50);
      }
    }
  }

  async #bootOnce(): Promise<void> {
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: this.#folder,
      port: this.port,
      fsync: "off",
      full_page_writes: "off",
      max_connections: 200,
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const server = spawn(join(this.#bin, "postgres"), ["-D", join(this.#folder, "data"), ...options], {
      ...this.#account,
      cwd: this.#folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await untilReady(server);
    this.#server = server;
    this.#stopWatching = watchOwnEnd(server, this.#folder);
  }

  /** Ends the main process as it is, as a crash does: its children find out by themselves. */
  async crash(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end("SIGINT");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#stopWatching();
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    const stopped = await Promise.race([ended, wait(STOP_TIMEOUT_MS, null, { ref: false })]);
    if (stopped !== null) return;
    server.kill("SIGKILL");
    await ended;
  }
}

/** Ends the server and removes its files when this process is gone without having done so. Returns what calls it off. */
function watchOwnEnd(server: ChildProcess, folder: string): () => void {
  // Its input ends with this process, however that ends; in a session of its own no Ctrl-C reaches it.
  const script = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf "$2"';
  const args = ["-c", script, "sh", String(server.pid), folder];
  const watcher = spawn("sh", args, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watcher.unref();
  return () => watcher.kill("SIGKILL");
}
