import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DatabaseInUseError } from "./errors";
import { acquireLock } from "./lock-file";
import { identifyThisProcess } from "./process-identity";

it("[LOCK1] creates the data directory with its parents, mode 0700", async () => {
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, "a/b");
  await using lock = await acquireLock(dataDir);
  expect(lock.path).toBe(join(dataDir, "pulseboard.lock"));
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder.path, "a"))).mode & 0o777).toBe(0o700);
  expect(await readdir(dataDir)).toEqual(["pulseboard.lock"]);
});

it("[LOCK2] refuses a second process and names the first one's pid, in one line", async () => {
  await using folder = await temporaryFolder();
  await using holder = await startTaker(folder.path);
  expect(await holder.outcome()).toEqual({ held: true });
  const refusal = await acquireLock(folder.path).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DatabaseInUseError);
  expect((refusal as Error).message).toBe(
    `The data directory ${folder.path} is in use by process ${holder.pid}. Stop it, or set DATA_DIR to another directory.`,
  );
});

it("[LOCK2] refuses a second holder within one process, and admits it after the first is done", async () => {
  await using folder = await temporaryFolder();
  const first = await acquireLock(folder.path);
  await expect(acquireLock(folder.path)).rejects.toThrow(`in use by process ${process.pid}.`);
  await first[Symbol.asyncDispose]();
  await using _second = await acquireLock(folder.path);
});

it("[LOCK3] takes over from a process that was killed, and leaves nothing else behind", async () => {
  await using folder = await temporaryFolder();
  await using holder = await startTaker(folder.path);
  expect(await holder.outcome()).toEqual({ held: true });
  await holder.kill();
  await using _lock = await acquireLock(folder.path);
  expect(JSON.parse(await readFile(join(folder.path, "pulseboard.lock"), "utf8")).pid).toBe(process.pid);
  expect(await readdir(folder.path)).toEqual(["pulseboard.lock"]);
});

it.each([
  ["of an earlier process with a pid that runs again", { startTicks: "1" }],
  ["of a process of another boot or container that shows no life", { scope: "another boot pid:[1]" }],
])(
  "[LOCK3] takes over a lock %s",
  async (_, difference) => {
    await using folder = await temporaryFolder();
    await leaveLock(folder.path, { ...identifyThisProcess(), ...difference, nonce: "stale" });
    await using _lock = await acquireLock(folder.path);
  },
  15_000,
);

it("[LOCK3] takes over a lock file that a power failure emptied", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "pulseboard.lock"), "");
  await using _lock = await acquireLock(folder.path);
});

it("[LOCK3] takes over although an earlier taker was killed while it took over", async () => {
  await using folder = await temporaryFolder();
  const dead = { ...identifyThisProcess(), startTicks: "1" };
  await leaveLock(folder.path, { ...dead, nonce: "stale" });
  await leaveLock(folder.path, { ...dead, nonce: "taker" }, "pulseboard.lock.stale");
  await using _lock = await acquireLock(folder.path);
  expect(await readdir(folder.path)).toEqual(["pulseboard.lock"]);
});

it("[LOCK4] refuses while a process of another container keeps the lock fresh", async () => {
  await using folder = await temporaryFolder();
  await using _lock = await acquireLock(folder.path);
  const path = join(folder.path, "pulseboard.lock");
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), scope: "elsewhere pid:[1]" }));
  await expect(acquireLock(folder.path)).rejects.toThrow(`in use by process ${process.pid} of another container`);
}, 15_000);

it("[LOCK5] lets exactly one of many takers have a stale lock, round after round", async () => {
  const takers = await Promise.all(Array.from({ length: 6 }, () => startTaker(null)));
  try {
    for (let round = 0; round < 25; round++) {
      await using folder = await temporaryFolder();
      await leaveLock(folder.path, { ...identifyThisProcess(), startTicks: "1", nonce: `stale-${round}` });
      const outcomes = await Promise.all(takers.map((taker) => taker.acquire(folder.path)));
      expect(outcomes.filter((outcome) => outcome.held)).toHaveLength(1);
      const winner = takers[outcomes.findIndex((outcome) => outcome.held)];
      for (const outcome of outcomes) if (!outcome.held) expect(outcome.message).toContain(`process ${winner?.pid}.`);
      await Promise.all(takers.map((taker) => taker.release()));
      expect(await readdir(folder.path)).toEqual([]);
    }
  } finally {
    await Promise.all(takers.map((taker) => taker.kill()));
  }
}, 60_000);

type Outcome = { held: true } | { held: false; message: string };

/** A process that takes the lock, at its start or when told, and keeps it until told or killed. */
async function startTaker(dataDir: string | null) {
  const child: ChildProcess = fork(join(import.meta.dirname, "fixtures/lock-taker.ts"), {
    execArgv: ["--import", "tsx"],
  });
  const ask = async (message: object): Promise<Outcome> => {
    child.send(message);
    return (await once(child, "message"))[0] as Outcome;
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await once(child, "message");
  return {
    pid: child.pid,
    outcome: () => ask({ kind: "acquire", dataDir }),
    acquire: (path: string) => ask({ kind: "acquire", dataDir: path }),
    release: () => ask({ kind: "release" }),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function leaveLock(dataDir: string, holder: object, name = "pulseboard.lock"): Promise<void> {
  await writeFile(join(dataDir, name), JSON.stringify(holder));
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "pb-lock-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
