import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { deferred } from "./testing";
import { startTickLoop } from "./tick-loop";

const log = pino({ level: "silent" });

/** Lines that were logged, with their level's number. */
const collectingLog = () => {
  const lines: { level: number; worker?: string; msg: string }[] = [];
  return { lines, log: pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) }) };
};

describe("startTickLoop", () => {
  it("[no overlap] the next tick begins when the last has ended", async () => {
    let running = 0;
    let most = 0;
    let ticks = 0;
    const enough = deferred();
    await using _loop = startTickLoop({
      name: "test",
      intervalMs: 2,
      log,
      tick: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 7));
        running--;
        if (++ticks === 10) enough.resolve();
      },
    });
    await enough.promise;
    expect(most).toBe(1);
  });

  it("[stop] disposing waits for the tick that runs, and none follows", async () => {
    const [begun, mayEnd] = [deferred(), deferred()];
    let ended = 0;
    const loop = startTickLoop({
      name: "test",
      intervalMs: 1,
      log,
      tick: async () => {
        begun.resolve();
        await mayEnd.promise;
        ended++;
      },
    });
    await begun.promise;
    const disposed = loop[Symbol.asyncDispose]();
    mayEnd.resolve();
    await disposed;
    expect(ended).toBe(1);
  });

  it("[errors] are logged once until it works again, and never end it", async () => {
    const { lines, log } = collectingLog();
    const enough = deferred();
    let ticks = 0;
    await using _loop = startTickLoop({
      name: "test",
      intervalMs: 1,
      log,
      tick: () => {
        ticks++;
        if (ticks <= 5) throw new Error("broken");
        if (ticks === 8) enough.resolve();
      },
    });
    await enough.promise;
    expect(lines.map(({ level, worker, msg }) => ({ level, worker, msg }))).toEqual([
      { level: 50, worker: "test", msg: "failed; trying again" },
      { level: 30, worker: "test", msg: "works again" },
    ]);
  });

  it("[order] ticks at the interval's phase of the clock", async () => {
    const times: number[] = [];
    const enough = deferred();
    await using _loop = startTickLoop({
      name: "test",
      intervalMs: 50,
      phaseMs: 20,
      log,
      tick: (atMs) => {
        if (times.push(atMs) === 3) enough.resolve();
      },
    });
    await enough.promise;
    // A timer may be late, never early: each tick has an interval of its own.
    const intervals = times.map((atMs) => Math.floor((atMs - 20) / 50));
    expect(new Set(intervals).size).toBe(3);
  });
});
