import { HubError } from "@/lib/hub-protocol";

/**
 * Changes of somebody's access while somebody is being let in. A handshake that was read from the database before a change, and is
 * admitted after it, would be in none of the connections that the change closes: it reads again.
 */
export interface AccessChanges {
  /** The access of these users, sessions or keys changed; it is committed. */
  note(...ids: string[]): void;
  /**
   * What `read` gives, read again as long as the access of those it is about changed meanwhile. Throws UNAVAILABLE when it does not come
   * to rest.
   */
  settled<T>(read: () => Promise<T>, idsOf: (result: T) => readonly (string | undefined)[]): Promise<T>;
}

/** Who changes their own access again and again holds up nobody but themselves, and not for ever. */
const mostReads = 5;

export function createAccessChanges(): AccessChanges {
  const running = new Set<Set<string>>();
  return {
    note(...ids) {
      for (const changed of running) for (const id of ids) changed.add(id);
    },
    async settled(read, idsOf) {
      const changed = new Set<string>();
      running.add(changed);
      try {
        for (let reads = 0; reads < mostReads; reads++) {
          changed.clear();
          const result = await read();
          if (!idsOf(result).some((id) => id !== undefined && changed.has(id))) return result;
        }
        throw new HubError("UNAVAILABLE", "Your access is changing at this moment. Try again.");
      } finally {
        running.delete(changed);
      }
    },
  };
}
