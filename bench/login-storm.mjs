// Keeps so many sign-ins under way at once for a while, in a process of its own, and prints what came of them as JSON.
// "apart": as from another machine, it takes of this one's processors what the server leaves.
import { constants, setPriority } from "node:os";
import { performance } from "node:perf_hooks";

const [url = "", accountsJson = "[]", durationMs = "0", terms = ""] = process.argv.slice(2);
if (terms === "apart") setPriority(constants.priority.PRIORITY_LOW);
const startedMs = performance.now();
/** @type {{ username: string, password: string }[]} */
const accounts = JSON.parse(accountsJson);
const untilMs = startedMs + Number(durationMs);
/** @type {Record<string, number>} */
const statuses = {};
/** @type {number[]} */
const times = [];

/** @param {{ username: string, password: string }} account */
async function signInAgainAndAgain(account) {
  while (performance.now() < untilMs) {
    const askedMs = performance.now();
    const response = await fetch(`${url}/api/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(account),
    });
    await response.arrayBuffer();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status === 200) times.push(performance.now() - askedMs);
  }
}

await Promise.all(accounts.map(signInAgainAndAgain));
process.stdout.write(JSON.stringify({ statuses, times, elapsedMs: performance.now() - startedMs }));
