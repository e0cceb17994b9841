// Keeps so many sign-ins under way at once for a while, in a process of its own, and prints what came of them as JSON.
import { performance } from "node:perf_hooks";

const [url = "", accountsJson = "[]", durationMs = "0"] = process.argv.slice(2);
/** @type {{ username: string, password: string }[]} */
const accounts = JSON.parse(accountsJson);
const untilMs = performance.now() + Number(durationMs);
/** @type {Record<string, number>} */
const statuses = {};
/** @type {number[]} */
const times = [];

/** @param {{ username: string, password: string }} account */
async function signInAgainAndAgain(account) {
  while (performance.now() < untilMs) {
    const startedMs = performance.now();
    const response = await fetch(`${url}/api/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(account),
    });
    await response.arrayBuffer();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status === 200) times.push(performance.now() - startedMs);
  }
}

await Promise.all(accounts.map(signInAgainAndAgain));
process.stdout.write(JSON.stringify({ statuses, times }));
