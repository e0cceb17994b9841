import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
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

it("[login] at most two hashes at once and one fewer than there are processors, a hundred wait, one more is UNAVAILABLE", async () => {
  await using passwords = openPasswords();
  const fitting = Math.max(1, Math.min(2, availableParallelism() - 1)) + 100;
  const all = await Promise.allSettled(Array.from({ length: fitting + 3 }, () => passwords.hash("a password")));
  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toEqual(all.slice(fitting));
  expect(refused.map((one) => "reason" in one && one.reason.code)).toEqual(Array(3).fill("UNAVAILABLE"));
});

it("what is no hash rejects, and the next is hashed", async () => {
  await using passwords = openPasswords();
  await expect(passwords.verify("no hash", "a password")).rejects.toThrow();
  expect(await passwords.verify(await passwords.hash("a password"), "a password")).toBe(true);
});

it.runIf(process.platform === "linux")(
  "[login] the threads that hash stand behind the one that serves everybody in the queue for processors",
  async () => {
    const before = new Set(threadsOfThis().keys());
    await using passwords = openPasswords();
    await passwords.hash("a password");
    const added = [...threadsOfThis()].filter(([id]) => !before.has(id));
    const main = threadsOfThis().get(String(process.pid)) ?? Number.NaN;
    expect(Math.max(...added.map(([, niceness]) => niceness))).toBe(Math.min(19, main + 10));
  },
);

/** Niceness of each thread of this process, by its id. */
function threadsOfThis(): Map<string, number> {
  const ids = readdirSync("/proc/self/task");
  // The fields after the name, which may hold blanks and parentheses: niceness is the 17th of them (proc(5): the 19th of all).
  const fields = (id: string) =>
    readFileSync(`/proc/self/task/${id}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  return new Map(ids.map((id) => [id, Number(fields(id)[16])]));
}
