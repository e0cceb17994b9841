import type { MetricFrame, MetricSubscription, Series, Source } from "@/lib/contracts/metrics";
import type { Database } from "@/lib/db/open";
import { HubError } from "@/lib/hub-protocol";
import type { BucketColumns } from "./bucket-columns";
import { catalogueEntry, overviewNames, ownSources } from "./catalogue";
import { describeDeliveries } from "./deliveries";
import { MetricSet } from "./metric-set";
import { PendingSamples } from "./pending-samples";
import { ceilTo, futureSampleMs } from "./resolutions";
import { RollupLedger } from "./rollup-ledger";
import { ringWindowMs } from "./second-ring";
import { type IncomingSample, SeriesRegistry } from "./series-registry";
import { insertSeries, readOldestSecond, readSeries, readSources } from "./series-rows";
import type { SeriesState } from "./series-state";
import type { SourceState } from "./source-state";

const overviewLimit = 24;
const sourceSetLimit = 200;

export interface MetricStoreOptions {
  database: Database;
  /** Name of this machine: its source is part of the overview. */
  hostName: string;
  now(): Date;
}

/**
 * The metrics of this process: every source and series, their recent seconds, what is still to be written and what the
 * live frames carry. One per process; the workers move what it holds into the database.
 */
export class MetricStore {
  readonly pending = new PendingSamples();
  private readonly registry = new SeriesRegistry();
  private readonly overview = new MetricSet("overview", overviewLimit);
  private readonly sourceSets = new Map<string, MetricSet>();
  private touchedSources = new Set<SourceState>();
  private creating: Promise<unknown> = Promise.resolve();
  private delivery = 0;
  /** Told what this process has recorded, for the others of the installation. */
  onRecorded: (samples: readonly IncomingSample[]) => void = () => undefined;

  /** Use `createMetricStore`. `completeFromMs`: no earlier process wrote samples of this time or later. */
  constructor(
    private readonly options: MetricStoreOptions,
    private completeFromMs: number,
    readonly ledger: RollupLedger,
  ) {}

  /** Takes rows that exist in the database. */
  admit(rows: Parameters<SeriesRegistry["add"]>[0], series: Parameters<SeriesRegistry["add"]>[1]): void {
    const changed = this.registry.add(rows, series);
    if (changed.size === 0) return;
    for (const source of changed) {
      const set = this.sourceSets.get(source.id) ?? new MetricSet(source.id, sourceSetLimit);
      this.sourceSets.set(source.id, set);
      set.assign(this.registry.ofSource(source.name));
    }
    this.overview.assign(this.overviewSeries());
  }

  /**
   * Records all samples, or none: throws INVALID_ARGUMENT naming `samples.N…` for a unit other than the series', CONFLICT
   * beyond 2,000 series. Series seen for the first time are written at once, samples with the next flush. Once per process of an installation;
   * the others `hear` it.
   */
  async record(samples: readonly IncomingSample[]): Promise<void> {
    const series = await this.seriesOf(samples);
    this.append(samples, series);
    for (const [index, sample] of samples.entries()) {
      const each = series[index];
      if (each !== undefined) this.pending.add(each.id, Math.floor(sample.atMs / 1000), sample.value);
    }
    this.onRecorded(samples);
  }

  /** Takes what another process has recorded and writes: it is shown here, and not written again. Throws as `record` does. */
  async hear(samples: readonly IncomingSample[]): Promise<void> {
    this.append(samples, await this.seriesOf(samples));
  }

  /** Something that was recorded elsewhere has not come here: what is before `atMs` is in the database alone. */
  missedUntil(atMs: number): void {
    this.completeFromMs = Math.max(this.completeFromMs, ceilTo(atMs, 1000));
  }

  private async seriesOf(samples: readonly IncomingSample[]): Promise<readonly SeriesState[]> {
    let found = this.registry.resolve(samples);
    if (found.kind === "missing") {
      const created = this.creating.then(() => this.createMissing(samples));
      this.creating = created.catch(() => undefined);
      await created;
      found = this.registry.resolve(samples);
      if (found.kind === "missing") throw new HubError("CONFLICT", "These series are being changed. Send them again.");
    }
    return found.series;
  }

  /** Every series, by source and name. */
  listSeries(): Series[] {
    return this.registry.series
      .map((each) => each.describe())
      .sort((a, b) => a.source.localeCompare(b.source) || a.name.localeCompare(b.name) || a.id - b.id);
  }

  listSources(): Source[] {
    const nowMs = this.options.now().getTime();
    return this.registry.sources.map((each) => each.describe(nowMs)).sort((a, b) => a.name.localeCompare(b.name));
  }

  findSeries(seriesId: number): Series | undefined {
    return this.registry.find(seriesId)?.describe();
  }

  /** Live states, for workers that watch them. */
  get sources(): readonly SourceState[] {
    return this.registry.sources;
  }

  /** Newest sample of a series of this machine or process that the catalogue names; null before the first. */
  latest(name: string): { value: number; atMs: number } | null {
    const own = this.registry.ofSource(this.ownSourceOf(name)).find((each) => each.name === name);
    return own && own.latestDelivery > 0 ? { value: own.latest, atMs: own.latestMs } : null;
  }

  /** Names that can be subscribed to: `overview` and every source's id. */
  sets(): string[] {
    return ["overview", ...this.sourceSets.keys()];
  }

  /** Series of a set, in the order of its frames. Throws NOT_FOUND. */
  describeSet(name: string): MetricSubscription {
    return this.requireSet(name).describe();
  }

  /** Values that came since the set's last frame; null if none did. Throws NOT_FOUND. `atMs` since 1970. */
  takeFrame(name: string, atMs: number): MetricFrame | null {
    return this.requireSet(name).takeFrame(atMs, this.delivery);
  }

  /** From here on the recent seconds are all in memory. */
  recentFromMs(nowMs: number): number {
    return Math.max(this.completeFromMs, ceilTo(nowMs - ringWindowMs, 1000));
  }

  /** Adds the recent seconds of `[fromMs, toMs)` to the columns. */
  addRecent(seriesId: number, fromMs: number, toMs: number, columns: BucketColumns): void {
    this.registry
      .find(seriesId)
      ?.recent?.visit(fromMs / 1000, Math.ceil(toMs / 1000), (second, total, count, min, max) => {
        columns.add(second * 1000, total, count, min, max);
      });
  }

  /** Sources with samples since the last call. */
  takeTouchedSources(): SourceState[] {
    const touched = [...this.touchedSources];
    this.touchedSources = new Set();
    return touched;
  }

  private async createMissing(samples: readonly IncomingSample[]): Promise<void> {
    // Somebody else may have made them while this one waited.
    const found = this.registry.resolve(samples);
    if (found.kind === "known") return;
    const rows = await insertSeries(this.options.database, found.wanted, this.options.now());
    this.admit(rows.sources, rows.series);
  }

  private append(samples: readonly IncomingSample[], series: readonly SeriesState[]): void {
    this.delivery++;
    const newestBefore = new Map<SeriesState, number>();
    for (const [index, sample] of samples.entries()) {
      const each = series[index];
      if (each === undefined) continue;
      if (!newestBefore.has(each)) newestBefore.set(each, each.latestMs);
      each.add(sample.value, sample.atMs, this.delivery);
    }
    for (const [source, { newestMs, gapMs }] of describeDeliveries(newestBefore)) {
      source.observe(newestMs, gapMs);
      this.touchedSources.add(source);
    }
  }

  private overviewSeries(): SeriesState[] {
    return overviewNames.flatMap((name) =>
      this.registry
        .ofSource(this.ownSourceOf(name))
        .filter((each) => each.name === name && each.source.kind !== "external"),
    );
  }

  private ownSourceOf(name: string): string {
    const kind = catalogueEntry(name)?.kind ?? "host";
    return kind === "host" ? this.options.hostName : ownSources[kind];
  }

  private requireSet(name: string): MetricSet {
    const set = name === "overview" ? this.overview : this.sourceSets.get(name);
    if (!set) {
      throw new HubError("NOT_FOUND", `There is no set of metrics "${name}".`, {
        fields: [{ path: "set", message: "Use `overview` or the id of a source." }],
      });
    }
    return set;
  }
}

/** Reads every source and series from the database. */
export async function createMetricStore(options: MetricStoreOptions): Promise<MetricStore> {
  const { database } = options;
  const [sources, series] = [await readSources(database), await readSeries(database)];
  const nowMs = options.now().getTime();
  const newestMs = Math.max(...sources.map((each) => each.lastSampleAt?.getTime() ?? 0), 0);
  const oldestMs = (await readOldestSecond(database)) ?? Number.POSITIVE_INFINITY;
  // Buckets that ended before both were computed while that process still ran.
  const uncomputedSinceMs = Math.min(oldestMs, newestMs === 0 ? nowMs : newestMs - futureSampleMs);
  const store = new MetricStore(
    options,
    ceilTo(Math.max(nowMs, newestMs + 1), 1000),
    new RollupLedger(uncomputedSinceMs),
  );
  store.admit(sources, series);
  return store;
}
