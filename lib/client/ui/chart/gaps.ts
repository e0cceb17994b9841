import type { Gap, TimeSeries } from "./chart-types";

/** Samples further apart than this many steps are a gap. */
const gapSteps = 2.5;

/** The middle distance between neighbours, in ms; 0 for fewer than two times. */
export function medianStepMs(times: readonly number[]): number {
  const steps: number[] = [];
  for (let i = 1; i < times.length; i++) steps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}

/** The times at which a series has a value. */
function knownTimes(times: readonly number[], values: readonly (number | null)[]): number[] {
  return times.filter((_, i) => values[i] !== null && values[i] !== undefined);
}

/**
 * Where one series is silent for longer than it usually is: open spans between two of its samples. A series that comes
 * every 10 s on an axis of seconds has no gaps; before its first and after its last sample is no gap either.
 */
export function gapsOfSeries(times: readonly number[], values: readonly (number | null)[], stepMs = 0): Gap[] {
  const known = knownTimes(times, values);
  const limitMs = gapSteps * Math.max(stepMs, medianStepMs(known));
  const gaps: Gap[] = [];
  for (let i = 1; i < known.length; i++) {
    const from = known[i - 1] ?? 0;
    const to = known[i] ?? 0;
    if (to - from > limitMs) gaps.push({ from, to });
  }
  return gaps;
}

/** Overlapping and touching spans as one, in order of time. */
export function mergeGaps(gaps: readonly Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
    else merged.push({ ...gap });
  }
  return merged;
}

/** The gaps of each series by key; none for a reference. Given gaps hold for all of them and replace the search. */
export function seriesGaps(
  times: readonly number[],
  series: readonly TimeSeries[],
  given: readonly Gap[] | undefined,
  stepMs: number | undefined,
): Map<string, readonly Gap[]> {
  const shared = given && mergeGaps(given);
  return new Map(
    series.map((one) => [one.key, one.reference ? [] : (shared ?? gapsOfSeries(times, one.values, stepMs))]),
  );
}

/** The gap that holds `at`, edges excluded: there stands a sample. */
export const gapAt = (gaps: readonly Gap[], at: number): Gap | undefined =>
  gaps.find((gap) => at > gap.from && at < gap.to);
