import type { Labels } from "@/lib/contracts/metrics";
import { type FieldError, HubError } from "@/lib/hub-protocol";
import { catalogueEntry, type SourceKind } from "./catalogue";
import { keyOfLabels } from "./series-identity";
import type { SeriesRow, SourceRow, WantedSeries } from "./series-rows";
import { SeriesState } from "./series-state";
import { SourceState } from "./source-state";

export const mostSeries = 2_000;
const mostFieldErrors = 20;

/** One measurement on its way in. `unit` left out: whatever the series has. */
export interface IncomingSample {
  source: string;
  kind: SourceKind;
  name: string;
  value: number;
  atMs: number;
  labels: Labels;
  unit?: string | undefined;
}

/** Either every sample has its series, or these must be made first. */
export type FoundSeries = { kind: "known"; series: SeriesState[] } | { kind: "missing"; wanted: WantedSeries[] };

/** Every source and series of the installation, by what identifies them. In memory only. */
export class SeriesRegistry {
  private readonly sourcesByName = new Map<string, SourceState>();
  private readonly seriesById = new Map<number, SeriesState>();
  private readonly seriesBySource = new Map<string, Map<string, SeriesState>>();

  /** Takes rows in; a known one takes the row's kind or unit. Returns the sources whose series changed. */
  add(sources: readonly SourceRow[], series: readonly SeriesRow[]): Set<SourceState> {
    const changed = new Set<SourceState>();
    const byId = new Map<string, SourceState>();
    for (const row of sources) {
      const known = this.sourcesByName.get(row.name);
      const source = known ?? new SourceState(row.id, row.name, row.kind, row.lastSampleAt, row.intervalMs);
      source.kind = row.kind;
      byId.set(row.id, source);
      if (known) continue;
      this.sourcesByName.set(row.name, source);
      this.seriesBySource.set(row.name, new Map());
      changed.add(source);
    }
    for (const row of series) {
      const source = byId.get(row.sourceId);
      const ofSource = source && this.seriesBySource.get(source.name);
      if (!ofSource) continue;
      const identity = `${row.name}\n${row.labelsKey}`;
      const known = ofSource.get(identity);
      if (known?.unit === row.unit) continue;
      if (known) known.unit = row.unit;
      else {
        const state = new SeriesState(row.id, source, row.name, row.unit, row.labels);
        ofSource.set(identity, state);
        this.seriesById.set(row.id, state);
      }
      changed.add(source);
    }
    return changed;
  }

  /**
   * Finds the series of each sample. Throws INVALID_ARGUMENT naming `samples.N.unit` or `samples.N.name` if one cannot be
   * taken, and CONFLICT if they would be too many series; then nothing is to be recorded of them all.
   */
  resolve(samples: readonly IncomingSample[]): FoundSeries {
    const found: SeriesState[] = [];
    const wanted = new Map<string, WantedSeries>();
    const errors: FieldError[] = [];
    let created = 0;
    let firstBeyond = -1;
    for (const [index, sample] of samples.entries()) {
      const { source, kind, name, labels, unit = "" } = sample;
      const labelsKey = keyOfLabels(labels);
      const identity = `${name}\n${labelsKey}`;
      const known = this.seriesBySource.get(source)?.get(identity);
      const asked = wanted.get(`${source}\n${identity}`);
      const settledUnit = asked?.unit || known?.unit || "";
      const refusal = refusalOf(sample, settledUnit, this.sourcesByName.get(source));
      if (refusal && errors.length < mostFieldErrors) {
        errors.push({ path: `samples.${index}.${refusal.path}`, message: refusal.message });
      }
      if (known) found.push(known);
      else if (!asked && this.seriesById.size + ++created > mostSeries && firstBeyond < 0) firstBeyond = index;
      const isSettled = asked ? asked.unit !== "" || unit === "" : known !== undefined && !changes(sample, known);
      if (isSettled) continue;
      wanted.set(`${source}\n${identity}`, { source, kind, name, unit: settledUnit || unit, labels, labelsKey });
    }
    if (errors[0])
      throw new HubError("INVALID_ARGUMENT", `${errors[0].path}: ${errors[0].message}`, { fields: errors });
    if (firstBeyond >= 0) throw tooManySeries(firstBeyond);
    return wanted.size === 0 ? { kind: "known", series: found } : { kind: "missing", wanted: [...wanted.values()] };
  }

  get sources(): SourceState[] {
    return [...this.sourcesByName.values()];
  }

  get series(): SeriesState[] {
    return [...this.seriesById.values()];
  }

  find(seriesId: number): SeriesState | undefined {
    return this.seriesById.get(seriesId);
  }

  ofSource(sourceName: string): SeriesState[] {
    return [...(this.seriesBySource.get(sourceName)?.values() ?? [])];
  }
}

/** A known series must be written again: it learns its unit, or its source is one that Pulseboard measures itself. */
const changes = (sample: IncomingSample, known: SeriesState): boolean =>
  (known.unit === "" && sample.unit !== undefined && sample.unit !== "") ||
  (sample.kind !== "external" && known.source.kind === "external");

function refusalOf(sample: IncomingSample, unit: string, source: SourceState | undefined): FieldError | null {
  if (unit && sample.unit && sample.unit !== unit) {
    return { path: "unit", message: `${sample.name} of ${sample.source} is measured in ${unit}, not ${sample.unit}.` };
  }
  if (sample.kind === "external" && source && source.kind !== "external" && catalogueEntry(sample.name)) {
    return {
      path: "name",
      message: `Pulseboard measures ${sample.name} of ${sample.source} itself: use another name or source.`,
    };
  }
  return null;
}

function tooManySeries(index: number): HubError {
  const message = `There can be at most ${mostSeries.toLocaleString("en")} series; this sample would be one more.`;
  return new HubError("CONFLICT", `samples.${index}.name: ${message}`, {
    fields: [{ path: `samples.${index}.name`, message }],
  });
}
