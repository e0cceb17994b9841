// Vitest's global set-up of the project `db:postgres`: a PostgreSQL server of its own, empty, gone afterwards.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { findPostgresBin } from "./find-tools.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of a superuser who may create databases; also in TEST_POSTGRES_URL. */
    postgresAdminUrl: string;
  }
}

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

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
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

/** Starts the server in `folder` on a free port of 127.0.0.1 and on a socket in `folder`. Returns its process and port. */
async function startServer(
  bin: string,
  folder: string,
  account: Account | null,
  attempt = 1,
): Promise<[ChildProcess, number]> {
  const port = await findFreePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    port,
    fsync: "off",
    full_page_writes: "off",
    max_connections: 200,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", join(folder, "data"), ...options], {
    ...account,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await untilReady(server);
    return [server, port];
  } catch (error) {
    // Somebody else may have taken the port in between.
    if (attempt < START_ATTEMPTS) return startServer(bin, folder, account, attempt + 1);
    throw error;
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGINT");
  const stopped = await Promise.race([ended, wait(STOP_TIMEOUT_MS, null, { ref: false })]);
  if (stopped !== null) return;
  server.kill("SIGKILL");
  await ended;
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

/**
 * Starts PostgreSQL, and hands its address to the tests as TEST_POSTGRES_URL and as the provided `postgresAdminUrl`.
 * Returns what stops it and removes its files. Throws when there is no PostgreSQL, or it does not start.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bin = findPostgresBin();
  if (!bin)
    throw new Error("No PostgreSQL server programs here: `node server/scripts/install.mjs --test` says what to do");
  const account = findAccount();
  // The other account must be able to reach it, which a private TMPDIR of root's would not allow.
  const folder = mkdtempSync(join(account ? "/tmp" : tmpdir(), "pulseboard-pg-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const password = randomBytes(16).toString("hex");
    initCluster(bin, folder, password, account);
    const [server, port] = await startServer(bin, folder, account);
    const stopWatching = watchOwnEnd(server, folder);
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    process.env.TEST_POSTGRES_URL = url;
    project.provide("postgresAdminUrl", url);
    return async () => {
      await stopServer(server);
      removeFolder();
      stopWatching();
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
