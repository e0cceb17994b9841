import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { connectHub } from "../clients/hub";
import type { Item } from "../oracle/entries";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { World } from "../world/world";

const withinMs = 60_000;
/** One after the other on one connection: when the first is answered, the server has read them all. */
const callsInFlight = 10;

export const sigterm: Row = {
  name: "sigterm",
  fault: "SIGTERM under 200 events/s",
  holds: "clients told, calls in flight answered, exit 0 within 10 s, 0 lost",
  rounds: 50,
  shortRounds: 1,
  roundsPerStage: 10,
  roundTimeoutMs: 300_000,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "told", label: "clients told", as: "sum" },
    { figure: "answered", label: "calls in flight answered", as: "sum" },
    { figure: "exitMs", label: "exit", as: "p95", unit: "ms", atMost: 10_000 },
    { figure: "exitMs", label: "exit", as: "max", unit: "ms", atMost: 10_000 },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const world = await World.open({ program, clients: isShort ? 20 : 50 });
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const writer = world.write(200);
        await writer.next(withinMs);
        await wait(300 + random() * 1_000);
        const before = world.fleet.clients.map(({ ends }) => ends.length);
        const calls = await callsUnderWay(world);
        const termMs = performance.now();
        const code = await world.system.kill("SIGTERM");
        const exitMs = performance.now() - termMs;
        const outcomes = await calls.outcomes;
        if (code !== 0) throw new BrokenPromise(`the process ended with ${code}`);
        const untold = world.fleet.clients.filter(({ ends }, i) => !isTold(ends.slice(before[i])));
        if (untold.length > 0) throw new BrokenPromise(`not told: ${untold.map(({ name }) => name).join(", ")}`);
        const unanswered = outcomes.filter((isAnswered) => !isAnswered).length;
        if (unanswered > 0) throw new BrokenPromise(`calls in flight not answered: ${unanswered}`);
        await world.system.boot();
        await world.fleet.allShow("orders", await writer.next(withinMs), withinMs);
        const judged = await world.judge();
        return {
          ...judged,
          told: world.fleet.clients.length,
          answered: outcomes.length,
          exitMs,
        };
      },
    };
  },
};

const isTold = (ends: readonly string[]): boolean => ends.some((end) => end === "RESTARTING" || end === "close 4100");

/**
 * Resolves once the server has begun a run of calls on one connection, to what becomes of the rest: whether each was answered,
 * with whatever.
 */
async function callsUnderWay(world: World): Promise<{ outcomes: Promise<boolean[]> }> {
  const hub = connectHub({ url: world.url, tokens: world.tokens, role: "operator" }, "websocket");
  await new Promise<void>((resolve) => {
    hub.subscribeState(({ kind }) => kind === "live" && resolve());
    hub.connect();
  });
  const orders: Item[] = [];
  for (let i = 0; i < callsInFlight; i += 1) orders.push(await world.writeOne());
  const calls = orders.map(({ id, version }) =>
    hub
      .invoke("setOrderStatus", { id, to: "packed", version, key: randomUUID() }, { whenAway: "fail" })
      .then((moved) => world.noteWritten(moved)),
  );
  await calls[0];
  const outcomes = Promise.all(calls.map((call) => call.then(Boolean, () => false))).finally(() => hub.close());
  // Wrapped, so that whoever awaits this does not wait for the outcomes too.
  return { outcomes };
}
