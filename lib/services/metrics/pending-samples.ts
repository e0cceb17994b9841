/** Rows of one insert: small enough that it takes well under 500 ms on the embedded database. */
const segmentRows = 5_000;
/** What is kept while the database is away; beyond it the oldest go. */
const mostRows = 200_000;

/** Samples of a second of one series, taken together. `second` since 1970. */
export interface PendingRow {
  seriesId: number;
  second: number;
  total: number;
  count: number;
  min: number;
  max: number;
}

/** Rows that go into the database by one statement. The same series and second is in it once. */
export type Segment = readonly PendingRow[];

/** A queue of what is still to be written, oldest first, bounded. */
export class PendingSamples {
  private open = new Map<number, PendingRow>();
  private readonly sealed: Segment[] = [];
  private sealedRows = 0;
  private droppedRows = 0;

  add(seriesId: number, second: number, value: number): void {
    // Exact up to series 2,097,151: seconds since 1970 stay below 2^32 until the year 2106.
    const key = seriesId * 2 ** 32 + second;
    const row = this.open.get(key);
    if (row === undefined) {
      this.open.set(key, { seriesId, second, total: value, count: 1, min: value, max: value });
      if (this.open.size >= segmentRows) this.seal();
      return;
    }
    row.total += value;
    row.count += 1;
    row.min = Math.min(row.min, value);
    row.max = Math.max(row.max, value);
  }

  /** What came so far can be taken; what comes from now on is another segment. */
  seal(): void {
    if (this.open.size === 0) return;
    this.sealed.push([...this.open.values()]);
    this.sealedRows += this.open.size;
    this.open = new Map();
    while (this.sealedRows > mostRows && this.sealed.length > 1) {
      const dropped = this.sealed.shift()?.length ?? 0;
      this.sealedRows -= dropped;
      this.droppedRows += dropped;
    }
  }

  /** The oldest sealed segment; it stays until `remove`. */
  first(): Segment | undefined {
    return this.sealed[0];
  }

  /** Forgets a segment that was written; one that was dropped meanwhile is gone already. */
  remove(segment: Segment): void {
    const index = this.sealed.indexOf(segment);
    if (index === -1) return;
    this.sealed.splice(index, 1);
    this.sealedRows -= segment.length;
  }

  /** Returns how many rows were dropped since the last call. */
  takeDropped(): number {
    const dropped = this.droppedRows;
    this.droppedRows = 0;
    return dropped;
  }

  get rows(): number {
    return this.sealedRows + this.open.size;
  }
}
