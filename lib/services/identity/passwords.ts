import { availableParallelism } from "node:os";
import argon2 from "argon2";
import { createGate } from "./hash-gate";

/** OWASP's argon2id: 19 MiB, two passes, one lane: about 12 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Each hash takes a processor and 19 MiB: two at once, and one fewer than there are processors, leave the process responsive; a hundred may
 * wait (1.2 s where one runs at a time).
 */
const gate = createGate({ atOnce: Math.max(1, Math.min(2, availableParallelism() - 1)), waiting: 100 });

/** A hash of the same cost that no password fits: an unknown user costs the same work as a known one. */
const nobodysHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** The encoded argon2id hash with its salt. Throws UNAVAILABLE when too many are waiting. */
export const hashPassword = (password: string): Promise<string> => gate(() => argon2.hash(password, cost));

let verifications = 0;

/** How often this process compared a password with a hash: what an attempt to sign in costs, whatever its answer. */
export const countVerifications = (): number => verifications;

/** `hash` null stands for a user that does not exist: same work, never true. Throws UNAVAILABLE when too many are waiting. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  const fits = await gate(() => {
    verifications++;
    return argon2.verify(hash ?? nobodysHash, password);
  });
  return fits && hash !== null;
}
