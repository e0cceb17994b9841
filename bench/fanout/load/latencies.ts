const bucketUs = 10;
const buckets = 1_000_000;

/** A histogram of latencies: 10 µs a bucket, up to 10 s; what took longer counts as 10 s. Adding costs one increment. */
export class Latencies {
  readonly #counts = new Uint32Array(buckets);
  #total = 0;

  add(us: number): void {
    const bucket = us <= 0 ? 0 : Math.min(buckets - 1, Math.floor(us / bucketUs));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** ms, below which a share `q` (0 to 1) lies. NaN for none. */
  quantileMs(q: number): number {
    let left = Math.ceil(q * this.#total);
    if (left === 0) return Number.NaN;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return ((bucket + 1) * bucketUs) / 1000;
    }
    return (buckets * bucketUs) / 1000;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
