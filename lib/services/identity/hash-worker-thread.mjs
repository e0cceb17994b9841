// Hashes passwords in a thread of its own, one at a time: a task comes as a message, what came of it goes back as one.
import { constants, getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";

/** OWASP's argon2id: 19 MiB, two passes, one lane: about 12 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash of the same cost that no password fits: an unknown user costs the same work as a known one. */
const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** @param {import("./hash-thread").HashTask} task @returns {import("./hash-thread").HashAnswer} */
function answer(task) {
  try {
    if (task.kind === "hash") return { ok: true, result: hashSync(task.password, COST) };
    return { ok: true, result: verifySync(task.hash ?? NOBODYS_HASH, task.password) && task.hash !== null };
  } catch (error) {
    return { ok: false, error };
  }
}

/** In the queue for processors, behind the thread that serves everybody. Only Linux has such a place for a thread alone. */
function goBehind() {
  if (process.platform !== "linux") return;
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // Where a sandbox forbids it, sign-ins cost the others more: no reason to let nobody in.
  }
}

goBehind();
parentPort?.on("message", (task) => parentPort?.postMessage(answer(task)));
