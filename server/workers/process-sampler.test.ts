import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createApiAnswers } from "@/lib/services/metrics/api-answers";
import { catalogueEntry } from "@/lib/services/metrics/catalogue";
import type { IncomingSample } from "@/lib/services/metrics/series-registry";
import { type ProcessSamplerOptions, startProcessSampler } from "./process-sampler";
import { deferred } from "./testing";

const log = pino({ level: "silent" });

/** Samples this process until a delivery satisfies the condition, and returns that delivery's values. */
async function sampleUntil(
  isWanted: (values: ReadonlyMap<string, number>) => boolean,
  options: Partial<ProcessSamplerOptions> = {},
): Promise<ReadonlyMap<string, number>> {
  const found = deferred<ReadonlyMap<string, number>>();
  const store = {
    record: async (samples: readonly IncomingSample[]) => {
      for (const { name, unit, source, kind } of samples) {
        expect({ unit, source, kind }).toEqual({
          unit: catalogueEntry(name)?.unit,
          source: "pulseboard",
          kind: "process",
        });
      }
      const values = new Map(samples.map((each) => [each.name, each.value]));
      if (isWanted(values)) found.resolve(values);
    },
  };
  await using _sampler = startProcessSampler({
    store,
    intervalMs: 50,
    log,
    hubStats: () => ({ connections: 3, messages: 0 }),
    apiAnswers: () => ({ answers: 0, errors: 0 }),
    pingDatabase: async () => 1.5,
    ...options,
  });
  return await found.promise;
}

describe("process sampler", () => {
  it("[real] measures memory, processor, event loop, hub, API and database", async () => {
    let messages = 0;
    const answers = createApiAnswers();
    const values = await sampleUntil((each) => (each.get("hub.messages") ?? 0) > 0 && each.has("database.latency"), {
      hubStats: () => {
        messages += 10;
        return { connections: 3, messages };
      },
      apiAnswers: () => {
        for (const status of [200, 404, 503]) answers.count(status);
        return answers.totals();
      },
    });
    expect(values.get("hub.connections")).toBe(3);
    expect(values.get("database.latency")).toBe(1.5);
    expect(values.get("process.memory.heap")).toBeGreaterThan(1_000_000);
    expect(values.get("process.cpu")).toBeLessThanOrEqual(100);
    // Only what failed on the server's side is an error.
    expect((values.get("api.answers") ?? 0) / (values.get("api.errors") ?? 1)).toBe(3);
  });

  it("[real] an event loop that is held up shows in the delay", async () => {
    let isHeld = false;
    const values = await sampleUntil((each) => isHeld && (each.get("process.loop.delay.p99") ?? 0) > 100, {
      hubStats: () => {
        const untilMs = performance.now() + (isHeld ? 0 : 150);
        while (performance.now() < untilMs);
        isHeld = true;
        return { connections: 0, messages: 0 };
      },
    });
    expect(values.get("process.loop.delay.p50")).toBeGreaterThanOrEqual(0);
  });

  it("[never invented] a database that does not answer has no latency, and holds up nothing else", async () => {
    const stuck = deferred<number>();
    let ticks = 0;
    const values = await sampleUntil(() => ++ticks === 5, {
      pingDatabase: () => stuck.promise,
      apiAnswers: () => {
        if (ticks === 4) stuck.resolve(1);
        return { answers: 0, errors: 0 };
      },
    });
    expect(values.has("database.latency")).toBe(false);
  });

  it("[errors] a database that is away is survived", async () => {
    let pings = 0;
    const values = await sampleUntil((each) => each.has("database.latency"), {
      pingDatabase: () => (++pings < 3 ? Promise.reject(new Error("away")) : Promise.resolve(2)),
    });
    expect(values.get("database.latency")).toBe(2);
  });
});
