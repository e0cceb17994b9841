import os from "node:os";
import { Worker } from "node:worker_threads";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { catalogueEntry } from "@/lib/services/metrics/catalogue";
import type { IncomingSample } from "@/lib/services/metrics/series-registry";
import { cpuShares, createHostProbe } from "./host-probe";
import { startHostSampler } from "./host-sampler";
import { deferred } from "./testing";

const log = pino({ level: "silent" });
const times = { user: 0, nice: 0, system: 0, idle: 0, irq: 0 };

/** Samples this machine until a delivery satisfies the condition, and returns that delivery. */
async function sampleUntil(
  isWanted: (samples: readonly IncomingSample[]) => boolean,
): Promise<readonly IncomingSample[]> {
  const found = deferred<readonly IncomingSample[]>();
  const store = {
    record: async (samples: readonly IncomingSample[]) => {
      if (isWanted(samples)) found.resolve(samples);
    },
  };
  await using _sampler = startHostSampler({ store, hostName: "this-host", dataDir: os.tmpdir(), intervalMs: 200, log });
  return await found.promise;
}

const readValue = (samples: readonly IncomingSample[], name: string) =>
  samples.find((each) => each.name === name)?.value;

describe("host sampler", () => {
  it("[cpu] shares are of the time that passed and sum to 100", () => {
    const after = { user: 30, nice: 5, system: 15, idle: 40, irq: 0, iowait: 5, steal: 5 };
    expect(cpuShares({ ...times, iowait: 0, steal: 0 }, after)).toEqual([
      { name: "host.cpu.busy", value: 55 },
      { name: "host.cpu.user", value: 30 },
      { name: "host.cpu.system", value: 15 },
      { name: "host.cpu.nice", value: 5 },
      { name: "host.cpu.irq", value: 0 },
      { name: "host.cpu.iowait", value: 5 },
      { name: "host.cpu.steal", value: 5 },
    ]);
  });

  it("[never invented] a mode that the system does not tell has no value, nor has anything while no time passed", () => {
    const shares = cpuShares(times, { ...times, user: 1, idle: 3 });
    expect(shares.find((each) => each.name === "host.cpu.busy")?.value).toBe(25);
    expect(shares.find((each) => each.name === "host.cpu.iowait")?.value).toBeNull();
    expect(cpuShares(times, times)).toEqual([]);
  });

  it("[real] a core that is burnt raises the busy share of this machine", async () => {
    const burner = new Worker("for (;;);", { eval: true });
    try {
      const core = 100 / os.availableParallelism();
      const samples = await sampleUntil((each) => (readValue(each, "host.cpu.busy") ?? 0) > 0.8 * core);
      expect(readValue(samples, "host.cpu.user")).toBeGreaterThan(0);
    } finally {
      await burner.terminate();
    }
  });

  it("[units] every series is of the catalogue, with its unit, and shares stay within 100", async () => {
    const samples = await sampleUntil((each) => readValue(each, "host.cpu.busy") !== undefined);
    expect(samples.length).toBeGreaterThan(8);
    for (const { name, unit, value, kind, source } of samples) {
      expect({ name, unit, kind, source }).toEqual({
        name,
        unit: catalogueEntry(name)?.unit,
        kind: "host",
        source: "this-host",
      });
      expect(value).toBeGreaterThanOrEqual(0);
      if (unit === "%") expect(value).toBeLessThanOrEqual(100);
    }
  });

  it("[disk] is the filesystem of the data directory; one that is not there ends in an error, not in a zero", async () => {
    const probe = createHostProbe({ dataDir: os.tmpdir() });
    const disk = (await probe(Date.now())).find((each) => each.name === "host.disk.used");
    expect(disk?.value).toBeGreaterThan(0);
    await expect(createHostProbe({ dataDir: "/no/such/folder" })(Date.now())).rejects.toThrow("ENOENT");
  });
});
