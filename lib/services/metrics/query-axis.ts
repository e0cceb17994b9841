import { ceilTo, coarsestResolution, floorTo, type Resolution, resolutions } from "./resolutions";
import { ringWindowMs } from "./second-ring";

/** Points when the server chooses the step: about as many as a chart has pixels. */
const chosenPoints = 1_024;
/** Points when the caller chose the step. */
const mostPoints = 2_000;
/** Rows read for one series: 12 series of so many stay below 50 ms on the embedded database. */
const mostRows = 2_000;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const roundSteps = [
  ...[1, 2, 5, 10, 20, 30].map((each) => each * second),
  ...[1, 2, 5, 10, 20, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12, 24].map((each) => each * hour),
];

/** Buckets of a query: `points` of `stepMs` from `startMs` on, read from `resolution` and from memory. */
export interface QueryAxis {
  startMs: number;
  endMs: number;
  stepMs: number;
  points: number;
  resolution: Resolution;
}

/** The smallest round step of at least `leastMs` that is a multiple of `ofMs`. */
const roundStep = (leastMs: number, ofMs: number): number =>
  roundSteps.find((step) => step >= leastMs && step % ofMs === 0) ?? ceilTo(leastMs, ofMs);

/**
 * The finest resolution that still holds `fromMs` and has few enough rows to be read at once gives the step; among those
 * that divide the step the coarsest is read. Needs `fromMs` < `toMs`, at most 400 days apart.
 */
export function chooseAxis(question: {
  fromMs: number;
  toMs: number;
  nowMs: number;
  stepMs?: number | undefined;
}): QueryAxis {
  const { fromMs, toMs, nowMs } = question;
  const rangeMs = toMs - fromMs;
  const fromTableMs = Math.max(0, rangeMs - (toMs >= nowMs - second ? ringWindowMs : 0));
  const usable: Resolution[] = resolutions.filter(
    ({ stepMs, retentionMs }) =>
      stepMs === coarsestResolution.stepMs ||
      (fromMs >= nowMs - retentionMs - minute && fromTableMs / stepMs <= mostRows),
  );
  const finest = usable[0] ?? coarsestResolution;
  const leastMs = Math.max(
    question.stepMs ?? 0,
    rangeMs / ((question.stepMs === undefined ? chosenPoints : mostPoints) - 1),
  );
  const stepMs =
    question.stepMs === undefined
      ? roundStep(leastMs, finest.stepMs)
      : ceilTo(leastMs, unitBelow(leastMs, usable).stepMs);
  const resolution = usable.findLast((each) => stepMs % each.stepMs === 0) ?? finest;
  const startMs = floorTo(fromMs, stepMs);
  const endMs = ceilTo(toMs, stepMs);
  return { startMs, endMs, stepMs, points: (endMs - startMs) / stepMs, resolution };
}

/** A wished step is rounded up to a multiple of the coarsest resolution that is not coarser than itself. */
const unitBelow = (stepMs: number, usable: readonly Resolution[]): Resolution =>
  usable.findLast((each) => each.stepMs <= stepMs) ?? usable[0] ?? coarsestResolution;
