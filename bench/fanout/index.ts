import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { barsOf } from "./bars";
import { describeMachine, whyNot } from "./machine";
import { peerNames } from "./messages";
import type { Programs } from "./pair";
import { bundlePrograms } from "./pair";
import type { Plan } from "./plan";
import { fullPlan, quickPlan } from "./plan";
import { Results } from "./results";
import { measureFanOut } from "./scenarios/fan-out";
import { measureFrameBytes } from "./scenarios/frame-bytes";
import { measureIdleMemory } from "./scenarios/idle-memory";
import { measureReconnects } from "./scenarios/reconnects";
import { measureStalledReader } from "./scenarios/stalled-reader";
import type { Row } from "./table";
import { tableOf } from "./table";

/** The parts of the benchmark, in their order: all of them, unless some are named. */
const parts = {
  frames: (programs: Programs, results: Results) => measureFrameBytes(programs, results),
  updates: (programs: Programs, results: Results, plan: Plan) => measureFanOut(programs, results, plan.fanOut),
  memory: async (programs: Programs, results: Results, { idleMemory }: Plan) =>
    measureIdleMemory(programs, results, { ...idleMemory, sizes: await possibleSizes(results, idleMemory.sizes) }),
  reconnects: (programs: Programs, results: Results, plan: Plan) =>
    measureReconnects(programs, results, plan.reconnects),
  stalled: (programs: Programs, results: Results, plan: Plan) =>
    measureStalledReader(programs, results, plan.stalledReader),
};

const resultsFolder = fileURLToPath(new URL("../results/", import.meta.url));

/**
 * Our hub against raw `ws`, stock Socket.IO and Socket.IO with its MessagePack parser, in one run. A server and a load generator in a
 * process of their own, fresh for each run and on a core each where `taskset` allows; peers take turns within a round, in the other
 * direction in the next; of the rounds the table shows median and min–max. Returns its rows and writes all values to a JSON file beside.
 * How to read them: bench/README.md.
 */
export async function fanOut({ isQuick, only }: { isQuick: boolean; only: readonly string[] }): Promise<Row[]> {
  const unknown = only.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`No part is named ${unknown.join(", ")}. Known: ${Object.keys(parts).join(", ")}.`);
  const plan = isQuick ? quickPlan : fullPlan;
  await using programs = await bundlePrograms();
  const machine = describeMachine(programs.arePinned);
  const startedMs = Date.now();
  const results = new Results();

  for (const [name, measure] of Object.entries(parts)) {
    if (only.length === 0 || only.includes(name)) await measure(programs, results, plan);
  }

  const bars = barsOf(results, plan.reconnects.connections);
  const path = join(resultsFolder, `fanout-${new Date(startedMs).toISOString().replaceAll(":", "-")}.json`);
  await mkdir(resultsFolder, { recursive: true });
  const measured = results.rows().map(({ what, unit, values }) => ({
    what,
    unit,
    peers: peerNames.flatMap((peer) =>
      values.has(peer) ? [{ peer, ...results.spread(what, peer), values: values.get(peer) }] : [],
    ),
  }));
  const report = {
    startedAt: new Date(startedMs).toISOString(),
    tookSeconds: Math.round((Date.now() - startedMs) / 1000),
    isQuick,
    machine,
    plan,
    measured,
    bars,
    failures: results.failures,
  };
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  process.stderr.write(`  ${JSON.stringify(machine)}\n  ${path}\n`);
  return tableOf(results, bars);
}

/** Leaves out what this machine's limits do not allow, and says so in the table. */
async function possibleSizes(results: Results, sizes: readonly number[]): Promise<number[]> {
  const possible: number[] = [];
  for (const size of sizes) {
    const reason = await whyNot(size);
    if (reason === null) possible.push(size);
    else results.failures.push(`memory of ${size} idle connections: ${reason}`);
  }
  return possible;
}
