import { describe, expect, it } from "vitest";
import type { Condition } from "./condition-sink";
import { createHostWatching } from "./host-watch";

/** Looks once a second at what is given, and notes what is told. */
function watching() {
  const told: string[] = [];
  let seconds = 0;
  let failures = 0;
  const values = new Map<string, number>();
  const watch = createHostWatching({
    store: {
      latest: (name) => {
        const value = values.get(name);
        return value === undefined ? null : { value, atMs: seconds * 1000 };
      },
    },
    hostName: "web-1",
    openCondition: async ({ fingerprint, severity, kind }: Condition) => {
      if (failures-- > 0) throw new Error("away");
      told.push(`open ${kind} ${fingerprint} ${severity}`);
    },
    resolveCondition: async (fingerprint) => void told.push(`resolve ${fingerprint}`),
  });
  return {
    told,
    failNext: (times: number) => {
      failures = times;
    },
    async see(name: string, value: number, forSeconds = 1) {
      values.set(name, value);
      for (let i = 0; i < forSeconds; i++) {
        seconds++;
        await watch().catch(() => undefined);
      }
      return told.splice(0);
    },
  };
}

describe("host watch", () => {
  it("[host.cpu] more than 90 % for a minute is told once, and resolved after a minute below 80 %", async () => {
    const { see } = watching();
    expect(await see("host.cpu.busy", 50, 60)).toEqual([]);
    expect(await see("host.cpu.busy", 50, 100)).toEqual(["resolve host.cpu:web-1"]);
    expect(await see("host.cpu.busy", 91, 60)).toEqual([]);
    expect(await see("host.cpu.busy", 91, 200)).toEqual(["open host.cpu host.cpu:web-1 warning"]);
    expect(await see("host.cpu.busy", 85, 200)).toEqual([]);
    expect(await see("host.cpu.busy", 79, 200)).toEqual(["resolve host.cpu:web-1"]);
  });

  it("[host.disk] more than 90 % is a warning, more than 97 % critical, both with hysteresis", async () => {
    const { see } = watching();
    expect(await see("host.disk.percent", 50)).toEqual(["resolve host.disk:web-1"]);
    expect(await see("host.disk.percent", 90.5, 5)).toEqual(["open host.disk host.disk:web-1 warning"]);
    expect(await see("host.disk.percent", 89, 5)).toEqual([]);
    expect(await see("host.disk.percent", 97.5, 5)).toEqual(["open host.disk host.disk:web-1 critical"]);
    expect(await see("host.disk.percent", 96, 5)).toEqual([]);
    expect(await see("host.disk.percent", 94, 5)).toEqual(["open host.disk host.disk:web-1 warning"]);
    expect(await see("host.disk.percent", 80, 5)).toEqual(["resolve host.disk:web-1"]);
  });

  it("[errors] what could not be told is told at the next look", async () => {
    const { see, failNext } = watching();
    failNext(3);
    expect(await see("host.disk.percent", 99, 3)).toEqual([]);
    expect(await see("host.disk.percent", 99, 3)).toEqual(["open host.disk host.disk:web-1 critical"]);
  });
});
