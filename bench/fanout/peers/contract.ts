import { z } from "zod";
import { MetricFrame } from "@/lib/contracts/metrics";
import { defineContract, event, Heads, Notice, operation, StreamEvent } from "@/lib/hub-protocol";
import { Large, ObjectFrame, Update } from "../frames";

/** The hub that is measured: a group, a durable stream, and frames of both shapes. */
export const benchHub = defineContract({
  path: "/hubs/bench",
  server: {
    subscribe: operation({
      input: z.strictObject({ epoch: z.string().optional(), offset: z.int().min(0).optional() }),
      output: z.unknown(),
      permission: "news.read",
    }),
    joinUpdates: operation({ input: z.strictObject({}), output: z.null(), permission: "metrics.read" }),
  },
  client: {
    update: event(Update, { delivery: "state" }),
    metricFrame: event(MetricFrame, { delivery: "latest" }),
    objectFrame: event(ObjectFrame, { delivery: "latest" }),
    largeState: event(Large, { delivery: "state" }),
    largeLatest: event(Large, { delivery: "latest" }),
    streamEvent: event(StreamEvent, { delivery: "durable" }),
    heads: event(Heads, { delivery: "state" }),
    notice: event(Notice, { delivery: "state" }),
  },
});
