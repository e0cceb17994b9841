/**
 * Counts changes of anybody's access. A handshake that was read from the database before a change, and is admitted after it, would
 * be in none of the connections that the change closes: it reads again.
 */
export interface AccessChanges {
  /** One happened; it is committed. */
  note(): void;
  /** What `read` gives, read again as long as an access changed meanwhile. */
  settled<T>(read: () => Promise<T>): Promise<T>;
}

export function createAccessChanges(): AccessChanges {
  let count = 0;
  return {
    note: () => void count++,
    async settled(read) {
      for (;;) {
        const before = count;
        const result = await read();
        if (count === before) return result;
      }
    },
  };
}
