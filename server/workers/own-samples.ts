import type { Labels } from "@/lib/contracts/metrics";
import { type CatalogueName, catalogueEntry, type SourceKind } from "@/lib/services/metrics/catalogue";
import type { IncomingSample } from "@/lib/services/metrics/series-registry";

/** What was measured, by its name in the catalogue; what could not be measured is left out. */
export type Reading = { name: CatalogueName; value: number | null; labels?: Labels };

/** The readings of one moment as samples, with the catalogue's units. A reading of null is left out. */
export function toSamples(
  readings: readonly Reading[],
  source: string,
  kind: SourceKind,
  atMs: number,
): IncomingSample[] {
  return readings.flatMap(({ name, value, labels = {} }) => {
    if (value === null || !Number.isFinite(value)) return [];
    const unit = catalogueEntry(name)?.unit ?? "";
    return [{ source, kind, name, value, atMs, labels, unit: unit === "currency" ? (labels.currency ?? "") : unit }];
  });
}
