import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { Herds } from "../storm/herds";
import { World } from "../world/world";

const clients = 5_000;
const processes = 4;
const backWithinMs = 60_000;
const meanwhile = 5;

export const reconnectStorm: Row = {
  name: "reconnect-storm",
  fault: "5,000 clients reconnect at once, after a `kill -9` of the server",
  holds: "all back ≤ 60 s, no process dies, 0 lost",
  rounds: 5,
  shortRounds: 0,
  roundTimeoutMs: 400_000,
  cells: [
    { figure: "clients", label: "clients", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "openedMs", label: "opened at first", as: "max", unit: "ms" },
    { figure: "backMs", label: "back after ready", as: "p50", unit: "ms" },
    { figure: "backMs", label: "back after ready", as: "p95", unit: "ms" },
    { figure: "backMs", label: "back after ready", as: "max", unit: "ms", atMost: backWithinMs },
  ],
  async open({ isShort, program }): Promise<Stage> {
    const world = await World.open({ program, clients: 0 });
    const herds = new Herds(processes);
    const count = (isShort ? clients / 10 : clients) / processes;
    return {
      async [Symbol.asyncDispose]() {
        await herds[Symbol.asyncDispose]();
        await world[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const openingMs = Date.now();
        const token = await world.tokens.of("viewer");
        await herds.all("started", { kind: "start", url: world.url, token, clients: count });
        const openedMs = Date.now() - openingMs;
        for (let i = 0; i < meanwhile; i += 1) await world.writeOne();
        await world.system.kill("SIGKILL");
        await world.system.boot();
        const readyMs = Date.now();
        const last = await world.writeOne();
        const shown = await herds.all("shown", { kind: "show", item: last, withinMs: backWithinMs + 30_000 });
        const backMs = shown.flatMap(({ atMs }) => atMs).map((atMs) => atMs - readyMs);
        if (herds.dead > 0) throw new BrokenPromise("a process of clients died");
        const database = await world.operator.list("orders");
        const judged = await herds.all("judged", { kind: "judge", facts: { written: database, database } });
        const words = judged.flatMap((each) => each.words);
        if (words.length > 0) throw new BrokenPromise(words.slice(0, 5).join("\n"));
        const resyncs = judged.reduce((sum, each) => sum + each.resyncs, 0);
        return { clients: backMs.length, resyncs, openedMs, backMs };
      },
    };
  },
};
