import { z } from "zod";
import { operation, streamOperation } from "@/lib/hub-protocol";
import { Instant, text } from "./primitives";

export const MetricName = z
  .string()
  .max(120)
  .regex(/^[A-Za-z][\w.:/-]*$/, "Start with a letter; then letters, digits and . : / - _ only.");

export const Labels = z
  .record(
    z
      .string()
      .max(60)
      .regex(/^[A-Za-z_][\w.-]*$/),
    text(120),
  )
  .refine((labels) => Object.keys(labels).length <= 16, "At most 16 labels.");
export type Labels = z.infer<typeof Labels>;

/** Free text, with a few that screens format: % B B/s ms s /min count, or an ISO 4217 code for money in minor units. */
export const Unit = text(20);

/** Beyond any measurement; a day's sum of such values is still a number. */
const largest = 1e100;

/** One measurement. `at` defaults to now; the label `source` names where it comes from (otherwise `service`, `host`, or the sender's name). */
export const Sample = z.strictObject({
  name: MetricName,
  value: z.number().min(-largest).max(largest),
  at: Instant.optional(),
  labels: Labels.optional(),
  unit: Unit.optional(),
});
export type Sample = z.infer<typeof Sample>;

export const RecordSamples = z.strictObject({ samples: z.array(Sample).min(1).max(10_000) });

/** `id` is stable; the unit belongs to the whole series. */
export const Series = z.strictObject({
  id: z.int(),
  name: z.string(),
  unit: z.string(),
  labels: Labels,
  source: z.string(),
  sourceId: z.string(),
});
export type Series = z.infer<typeof Series>;

/** A service, host or process that sends samples. `intervalMs` as seen between its samples, 0 while unknown. */
export const Source = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["host", "process", "business", "external"]),
  lastSampleAt: z.string().nullable(),
  intervalMs: z.number(),
  health: z.enum(["healthy", "silent"]),
});
export type Source = z.infer<typeof Source>;

export const SeriesList = z.strictObject({ items: z.array(Series), sources: z.array(Source) });
export type SeriesList = z.infer<typeof SeriesList>;

const seriesMessage = "Use up to 24 series ids, separated by commas.";
const seriesIds = z.union(
  [
    z.array(z.int().min(1)).min(1).max(24),
    z
      .string()
      .regex(/^\d{1,9}(,\d{1,9}){0,23}$/)
      .transform((ids) => ids.split(",").map(Number)),
  ],
  seriesMessage,
);

/** Times in ISO 8601; `step` in ms, chosen by the server when absent; rounded up to what is kept and to at most 2,000 points a series. */
export const QueryMetrics = z.strictObject({
  series: seriesIds,
  from: Instant,
  to: Instant,
  step: z.coerce.number().int().min(1000).max(86_400_000).optional(),
});

const column = z.array(z.number().nullable());
const measured = z.strictObject({ avg: column, min: column, max: column });

/** Columns over one time axis: `times` in ms since 1970 (bucket starts, `stepMs` apart), null where nothing was measured. */
export const MetricColumns = z.strictObject({
  from: z.number(),
  to: z.number(),
  stepMs: z.number(),
  times: z.array(z.number()),
  series: z.array(Series.extend(measured.shape)),
});
export type MetricColumns = z.infer<typeof MetricColumns>;

/**
 * A part of such columns, `[from, to)` in ms since 1970: bucket i of each series begins at `from + i × stepMs`. `whole` is
 * what all chunks together cover; they come newest first, without gaps. Every series stands in every chunk; its `columns` are null
 * where nothing was measured in the whole chunk, so that an empty month is as good as nothing on the wire.
 */
export const MetricChunk = z.strictObject({
  whole: z.strictObject({ from: z.number(), to: z.number() }),
  from: z.number(),
  to: z.number(),
  stepMs: z.number(),
  series: z.array(z.strictObject({ id: z.int(), columns: measured.nullable() })),
});
export type MetricChunk = z.infer<typeof MetricChunk>;

/** `overview` or a source's id: what one subscription of live frames covers, at most 200 series. */
export const MetricSet = z.string().min(1).max(64);

export const MetricSubscription = z.strictObject({ revision: z.int(), series: z.array(Series) });
export type MetricSubscription = z.infer<typeof MetricSubscription>;

/** `values[i]` belongs to the i-th series of `revision`; null: no new sample since the last frame. `at` in ms since 1970. */
export const MetricFrame = z.strictObject({
  at: z.number(),
  seq: z.int(),
  set: z.string(),
  revision: z.int(),
  values: z.array(z.number().nullable()),
});
export type MetricFrame = z.infer<typeof MetricFrame>;

export const MetricSeriesChange = z.strictObject({ set: z.string(), revision: z.int(), series: z.array(Series) });
export type MetricSeriesChange = z.infer<typeof MetricSeriesChange>;

export const operations = {
  recordSamples: operation({
    input: RecordSamples,
    output: z.strictObject({ accepted: z.int() }),
    permission: "metrics.write",
  }),
  listSeries: operation({ input: z.strictObject({}), output: SeriesList, permission: "metrics.read" }),
  queryMetrics: operation({ input: QueryMetrics, output: MetricColumns, permission: "metrics.read" }),
  streamMetricHistory: streamOperation({
    input: QueryMetrics.omit({ step: true }),
    item: MetricChunk,
    permission: "metrics.read",
  }),
};
