import { operations, type Sample } from "@/lib/contracts/metrics";
import { type FieldError, HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";
import { futureSampleMs, oldestSampleMs } from "./resolutions";
import type { IncomingSample } from "./series-registry";

const mostFieldErrors = 20;

/** Takes measurements from outside: all of them or, when one is wrong, none. */
export const recordSamples = defineVerb(operations.recordSamples, async ({ services, principal }, { samples }) => {
  const nowMs = services.now().getTime();
  const errors: FieldError[] = [];
  const incoming = samples.map((sample, index) => {
    const atMs = sample.at === undefined ? nowMs : Date.parse(sample.at);
    const wrong = wrongTime(atMs, nowMs);
    if (wrong && errors.length < mostFieldErrors) errors.push({ path: `samples.${index}.at`, message: wrong });
    return fromOutside(sample, atMs, principal.name);
  });
  if (errors[0]) throw new HubError("INVALID_ARGUMENT", `${errors[0].path}: ${errors[0].message}`, { fields: errors });
  await services.metrics.record(incoming);
  return { accepted: samples.length };
});

function wrongTime(atMs: number, nowMs: number): string | null {
  if (!(atMs >= nowMs - oldestSampleMs)) return "Samples can be at most 50 minutes old.";
  if (!(atMs <= nowMs + futureSampleMs)) return "Samples can be at most 60 seconds in the future.";
  return null;
}

/** The label `source` becomes the series' source and leaves the labels. */
function fromOutside(sample: Sample, atMs: number, senderName: string): IncomingSample {
  const { source, ...labels } = sample.labels ?? {};
  return {
    source: source ?? labels.service ?? labels.host ?? senderName,
    kind: "external",
    name: sample.name,
    value: sample.value,
    atMs,
    labels,
    unit: sample.unit,
  };
}
