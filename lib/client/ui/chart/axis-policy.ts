import { isMoneyUnit, minorUnitDigits, type Unit } from "../format";

/** How long the data must stay below `shrinkBelow` of the axis before it shrinks. */
export const shrinkAfterMs = 30_000;
/** Share of the axis under which it counts as too tall. */
export const shrinkBelow = 0.6;

const intervals = 4;

/** Integers and rates a person reads as wholes: no ticks between 0 and 1. */
const isCount = (unit: Unit) => unit === "" || unit === "1" || unit === "count";

const decimalMantissas = [1, 2, 2.5, 4, 5, 8, 10] as const;

/** The smallest pleasant step ≥ `least`: 1, 2, 2.5, 4, 5, 8 × 10ⁿ; powers of two for bytes; whole for counts and cents-less for money. */
export function niceStep(least: number, unit: Unit): number {
  if (!(least > 0)) return 1;
  if (unit.startsWith("B")) return 2 ** Math.ceil(Math.log2(least));
  const smallest = isCount(unit) ? 1 : isMoneyUnit(unit) ? 10 ** minorUnitDigits(unit) : 0;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = decimalMantissas
    .map((mantissa) => mantissa * power)
    .find((candidate) => candidate >= least * (1 - 1e-9));
  const nice = step ?? 10 * power;
  if (nice <= smallest) return smallest;
  return smallest > 0 && nice % smallest !== 0 ? Math.ceil(nice / smallest) * smallest : nice;
}

/** The step of an axis without data: quarters of 100 %, whole units of money, ones otherwise. */
const emptyStep = (unit: Unit) => (unit === "%" ? 25 : isMoneyUnit(unit) ? 10 ** minorUnitDigits(unit) : 1);

export type AxisRange = { min: number; max: number; step: number };

/** A range of whole steps that holds `low` to `high` in about four of them; never empty. */
export function niceRange(low: number, high: number, unit: Unit): AxisRange {
  const min = Math.min(0, low);
  const span = Math.max(high, 0) - min;
  if (span === 0) return { min: 0, max: intervals * emptyStep(unit), step: emptyStep(unit) };
  const step = niceStep(span / intervals, unit);
  const roundUp = (value: number) => Math.ceil(value / step - 1e-9) * step;
  return { min: -roundUp(-min) || 0, max: roundUp(Math.max(high, 0)) || step, step };
}

/** What an axis remembers: its range, and since when the data have been low. */
export type AxisState = { range: AxisRange; lowSinceMs: number | null };

/** Where the axis stands after data from `low` to `high` were seen at `nowMs`: it grows at once and shrinks late, so that it does not pump. */
export function nextAxis(state: AxisState | null, low: number, high: number, unit: Unit, nowMs: number): AxisState {
  const fitting = niceRange(low, high, unit);
  if (!state) return { range: fitting, lowSinceMs: null };
  const { range, lowSinceMs } = state;
  if (fitting.max > range.max || fitting.min < range.min) {
    return { range: niceRange(Math.min(low, range.min), Math.max(high, range.max), unit), lowSinceMs: null };
  }
  const span = range.max - range.min;
  const needed = Math.max(high, 0) - Math.min(low, 0);
  if (needed >= shrinkBelow * span) return lowSinceMs === null ? state : { range, lowSinceMs: null };
  if (lowSinceMs === null) return { range, lowSinceMs: nowMs };
  return nowMs - lowSinceMs >= shrinkAfterMs ? { range: fitting, lowSinceMs: null } : state;
}

/** The values to label: each step from `min` to `max`. */
export function axisTicks({ min, max, step }: AxisRange): number[] {
  const count = Math.round((max - min) / step);
  return Array.from({ length: count + 1 }, (_, i) => Number((min + i * step).toPrecision(12)));
}

/** The lowest and highest known value; 0 and 0 when there is none. */
export function extentOf(columns: readonly (readonly (number | null)[])[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? { low: 0, high: 0 } : { low, high };
}
