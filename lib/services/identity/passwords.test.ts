import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./passwords";

it("[login] passwords are kept as argon2id, m = 19456, t = 2, p = 1, each with its own salt", async () => {
  const [one, two] = await Promise.all([hashPassword("the same password"), hashPassword("the same password")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword(one, "the same password")).toBe(true);
  expect(await verifyPassword(one, "the same passwort")).toBe(false);
});

it("[login] an unknown user costs the same work and is never right", async () => {
  const known = await hashPassword("a password");
  const least = { known: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY };
  // By turns, and the least of each: what else the machine does at the moment adds time to both, never takes it away.
  for (let i = 0; i < 20; i++) {
    const who = i % 2 === 0 ? "known" : "nobody";
    const startedAtMs = performance.now();
    expect(await verifyPassword(who === "known" ? known : null, "wrong")).toBe(false);
    least[who] = Math.min(least[who], performance.now() - startedAtMs);
  }
  expect(least.nobody / least.known).toBeGreaterThan(0.5);
  expect(least.nobody / least.known).toBeLessThan(2);
});
