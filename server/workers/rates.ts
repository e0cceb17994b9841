/** Turns a total that only grows into a rate per second; null at first, after a reset, and while no time passed. */
export function createRate(): (total: number, atMs: number) => number | null {
  let before: { total: number; atMs: number } | null = null;
  return (total, atMs) => {
    const from = before;
    before = { total, atMs };
    if (from === null || total < from.total || atMs <= from.atMs) return null;
    return ((total - from.total) * 1000) / (atMs - from.atMs);
  };
}

const minuteMs = 60_000;

/** Turns a total that only grows into how much of it came in the last minute (since the first call, in the first minute). */
export function createPerMinute(): (total: number, atMs: number) => number {
  const seen: { total: number; atMs: number }[] = [];
  return (total, atMs) => {
    seen.push({ total, atMs });
    // The newest one that is a minute old is where the minute began.
    while (seen[1] !== undefined && seen[1].atMs <= atMs - minuteMs) seen.shift();
    return total - (seen[0]?.total ?? total);
  };
}
