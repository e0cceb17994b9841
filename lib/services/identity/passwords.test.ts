import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import { openPasswords } from "./passwords";

it("[login] passwords are kept as argon2id, m = 19456, t = 2, p = 1, each with its own salt", async () => {
  await using passwords = openPasswords();
  const [one, two] = await Promise.all([passwords.hash("the same password"), passwords.hash("the same password")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await passwords.verify(one, "the same password")).toBe(true);
  expect(await passwords.verify(one, "the same passwort")).toBe(false);
});

it("[login] a hash that an earlier version kept, by another library, still opens", async () => {
  await using passwords = openPasswords();
  const kept = "$argon2id$v=19$m=19456,p=1,t=2$4SEs8l0WkKi4C9xA0vvF6g$Ew9p21NGgBW77F7e0NVjpFDBx0vkT1caY6SRyZJHzVw";
  expect(await passwords.verify(kept, "pä ss")).toBe(true);
  expect(await passwords.verify(kept, "pä sS")).toBe(false);
});

it("[login] an unknown user costs the same work and is never right", async () => {
  await using passwords = openPasswords();
  const known = await passwords.hash("a password");
  const least = { known: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY };
  // By turns, and the least of each: what else the machine does at the moment adds time to both, never takes it away.
  for (let i = 0; i < 20; i++) {
    const who = i % 2 === 0 ? "known" : "nobody";
    const startedAtMs = performance.now();
    expect(await passwords.verify(who === "known" ? known : null, "wrong")).toBe(false);
    least[who] = Math.min(least[who], performance.now() - startedAtMs);
  }
  expect(least.nobody / least.known).toBeGreaterThan(0.5);
  expect(least.nobody / least.known).toBeLessThan(2);
});

it("[login] so many hashes at once and so many waiting, one more is UNAVAILABLE at once", async () => {
  await using passwords = openPasswords({ atOnce: 1, waiting: 2 });
  const all = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash("a password")));
  expect(all.map((one) => (one.status === "rejected" ? one.reason.code : "hashed"))).toEqual([
    ...["hashed", "hashed", "hashed"],
    ...["UNAVAILABLE", "UNAVAILABLE"],
  ]);
});

it("at the end of the process whoever waits is told so, the one whose turn it is too, and no thread is left", async () => {
  const before = new Set(threadsOfThis().keys());
  const passwords = openPasswords({ atOnce: 1, waiting: 10 });
  await passwords.hash("a password");
  const all = Promise.allSettled(Array.from({ length: 4 }, () => passwords.hash("a password")));
  await passwords[Symbol.asyncDispose]();
  const codes = (await all).map((one) => one.status === "rejected" && one.reason.code);
  expect(codes).toEqual(Array(4).fill("UNAVAILABLE"));
  await expect(passwords.verify(null, "a password")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(nicenessOfThreads(before)).not.toContain(niceness() + 10);
});

it("what is no hash rejects, and the next is hashed", async () => {
  await using passwords = openPasswords();
  await expect(passwords.verify("no hash", "a password")).rejects.toThrow();
  expect(await passwords.verify(await passwords.hash("a password"), "a password")).toBe(true);
});

it.runIf(process.platform === "linux")(
  "[login] each thread that hashes stands behind the one that serves everybody in the queue for processors",
  async () => {
    const before = new Set(threadsOfThis().keys());
    await using passwords = openPasswords({ atOnce: 2, waiting: 0 });
    await Promise.all([passwords.hash("a password"), passwords.hash("another")]);
    const behind = Math.min(19, niceness() + 10);
    expect(nicenessOfThreads(before).filter((one) => one === behind)).toHaveLength(2);
  },
);

const niceness = () => threadsOfThis().get(String(process.pid)) ?? Number.NaN;

const nicenessOfThreads = (except: ReadonlySet<string>) =>
  [...threadsOfThis()].filter(([id]) => !except.has(id)).map(([, value]) => value);

/** Niceness of each thread of this process, by its id; of none where there is no /proc. */
function threadsOfThis(): Map<string, number> {
  const threads = new Map<string, number>();
  for (const id of process.platform === "linux" ? readdirSync("/proc/self/task") : []) {
    try {
      // The fields after the name, which may hold blanks and parentheses: niceness is the 17th of them (proc(5): the 19th of all).
      const [, fields = ""] = /^.*\) (.*)/s.exec(readFileSync(`/proc/self/task/${id}/stat`, "utf8")) ?? [];
      threads.set(id, Number(fields.split(" ")[16]));
    } catch {
      // It has ended between the two.
    }
  }
  return threads;
}
