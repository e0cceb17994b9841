/** The value below which a share `q` (0 to 1) of the values lies, by nearest rank. NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** Two digits after the point, for tables. */
export const round = (value: number): number => Math.round(value * 100) / 100;
