import { z } from "zod";
import type { MetricFrame } from "@/lib/contracts/metrics";
import { Sample } from "@/lib/contracts/metrics";
import { MetricSet } from "@/lib/services/metrics/metric-set";
import { SeriesState } from "@/lib/services/metrics/series-state";
import { SourceState } from "@/lib/services/metrics/source-state";
import { nowUs } from "./clock";

/** Twelve series of the overview with values as they are: percents, bytes, times, counts. */
const series = [
  { name: "host.cpu.busy", unit: "%", value: 23.417721518987342 },
  { name: "host.load.1", unit: "", value: 0.83 },
  { name: "host.memory.percent", unit: "%", value: 41.27318402994711 },
  { name: "host.memory.used", unit: "B", value: 6_917_529_600 },
  { name: "host.disk.percent", unit: "%", value: 67.90412259841372 },
  { name: "host.net.received", unit: "B/s", value: 48_211.52744630072 },
  { name: "host.net.sent", unit: "B/s", value: 129_340.8114558473 },
  { name: "process.cpu", unit: "%", value: 3.18949343339587 },
  { name: "hub.connections", unit: "count", value: 1_000 },
  { name: "database.latency", unit: "ms", value: 0.4127690000000257 },
  { name: "orders.per_minute", unit: "/min", value: 37 },
  { name: "orders.unfulfilled", unit: "count", value: 112 },
];

const sampled = (value: number, isRounded: boolean): number => (isRounded ? Math.round(value * 100) / 100 : value);

/** A metrics frame as one would write it without thinking: each sample an object with its name. */
export const ObjectFrame = z.strictObject({ at: z.number(), samples: z.array(Sample) });
export type ObjectFrame = z.infer<typeof ObjectFrame>;

export const objectFrame = (areRounded: boolean): ObjectFrame => ({
  at: Date.now(),
  samples: series.map(({ name, unit, value }) => ({ name, value: sampled(value, areRounded), unit })),
});

/** The same as this program sends it, by its own code: names were told once, with the subscription. */
export function columnFrame(areRounded: boolean): MetricFrame {
  const atMs = Date.now();
  const source = new SourceState("bench", "bench", "external", null, 0);
  const set = new MetricSet("overview", series.length);
  const states = series.map(({ name, unit }, index) => new SeriesState(index, source, name, unit, {}));
  set.assign(states);
  for (const [index, { value }] of series.entries()) states[index]?.add(sampled(value, areRounded), atMs, 1);
  const frame = set.takeFrame(atMs, 1);
  if (frame === null) throw new Error("There is nothing to be framed.");
  return { ...frame, seq: 86_400 };
}

/** What is fanned out: an object frame and, last, when it was sent. */
export const Update = z.strictObject({ ...ObjectFrame.shape, stamp: z.string() });
export type Update = z.infer<typeof Update>;

const body = objectFrame(true);
export const newUpdate = (): Update => ({ ...body, stamp: stampAt(nowUs()) });

/** Goes to the one reader that may stall. */
export const Large = z.strictObject({ padding: z.string() });
export type Large = z.infer<typeof Large>;

/** A stamp is ASCII of fixed width, so that it stands in a frame of any encoding as it is, always as far from the end. */
export const stampMark = "@t";
export const stampDigits = 15;
const stampAt = (us: number): string => stampMark + String(us).padStart(stampDigits, "0");
