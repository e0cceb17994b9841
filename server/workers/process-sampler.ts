import os from "node:os";
import type { Logger } from "pino";
import type { Labels } from "@/lib/contracts/metrics";
import { ownSources } from "@/lib/services/metrics/catalogue";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { createLoopDelayProbe } from "./loop-delay";
import { type Reading, toSamples } from "./own-samples";
import { createPerMinute, createRate } from "./rates";
import { startTickLoop } from "./tick-loop";

export interface ProcessSamplerOptions {
  store: Pick<MetricStore, "record">;
  intervalMs: number;
  log: Logger;
  /** Tell this process from others of the installation. */
  labels?: Labels;
  /** Connections now, and messages received and sent since the start. */
  hubStats(): { connections: number; messages: number };
  /** Since the start. */
  apiAnswers(): { answers: number; errors: number };
  /** Milliseconds that the database took to answer. */
  pingDatabase(): Promise<number>;
}

/** Measures this process at each interval. */
export function startProcessSampler(options: ProcessSamplerOptions): AsyncDisposable {
  const { store, intervalMs, log } = options;
  const loop = createLoopDelayProbe();
  const latency = createLatencyProbe(options);
  const readCpu = createCpuProbe();
  const messagesRate = createRate();
  const [answersPerMinute, errorsPerMinute] = [createPerMinute(), createPerMinute()];

  const ticking = startTickLoop({
    name: "process-sampler",
    intervalMs,
    log,
    tick: async (atMs) => {
      const memory = process.memoryUsage();
      const hub = options.hubStats();
      const api = options.apiAnswers();
      const delay = loop.read();
      const readings: Reading[] = [
        { name: "process.loop.delay.p50", value: delay?.p50 ?? null },
        { name: "process.loop.delay.p99", value: delay?.p99 ?? null },
        { name: "process.cpu", value: readCpu() },
        { name: "process.memory.heap", value: memory.heapUsed },
        { name: "process.memory.rss", value: memory.rss },
        { name: "hub.connections", value: hub.connections },
        { name: "hub.messages", value: messagesRate(hub.messages, atMs) },
        { name: "api.answers", value: answersPerMinute(api.answers, atMs) },
        { name: "api.errors", value: errorsPerMinute(api.errors, atMs) },
        { name: "database.latency", value: latency.take() },
      ];
      latency.start();
      const labelled = readings.map((reading) => ({ ...reading, ...(options.labels && { labels: options.labels }) }));
      await store.record(toSamples(labelled, ownSources.process, "process", atMs));
    },
  });

  return {
    async [Symbol.asyncDispose]() {
      await ticking[Symbol.asyncDispose]();
      loop.stop();
      await latency.finish();
    },
  };
}

/** One question at a time, so that a database that hangs holds up nothing else; without an answer there is no value. */
function createLatencyProbe({ pingDatabase, log }: ProcessSamplerOptions) {
  let running: Promise<void> | null = null;
  let answeredMs: number | null = null;
  let failing = false;
  const ping = async (): Promise<void> => {
    try {
      answeredMs = await pingDatabase();
      failing = false;
    } catch (err) {
      if (!failing) log.warn({ err }, "the database does not answer the process sampler");
      failing = true;
    }
    running = null;
  };
  return {
    start(): void {
      running ??= ping();
    },
    take(): number | null {
      const value = answeredMs;
      answeredMs = null;
      return value;
    },
    finish: async (): Promise<void> => void (await running),
  };
}

/** Share of all processors' time that this process used since the last call, in percent; null while no time passed. */
function createCpuProbe(): () => number | null {
  let before = { usage: process.cpuUsage(), atNs: process.hrtime.bigint() };
  return () => {
    const now = { usage: process.cpuUsage(), atNs: process.hrtime.bigint() };
    const usedUs = now.usage.user + now.usage.system - before.usage.user - before.usage.system;
    const passedUs = Number(now.atNs - before.atNs) / 1000;
    before = now;
    return passedUs > 0 ? Math.min(100, (100 * usedUs) / (passedUs * os.availableParallelism())) : null;
  };
}
