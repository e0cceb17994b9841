import type { ConnectionList, ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";

interface Options {
  /** The connections as they are now. */
  list: () => ConnectionList;
  hasWatchers: () => boolean;
  tell: (change: ConnectionsChange) => void;
  /** Openings and closings are gathered for so long. */
  gatherMs?: number;
  /** How often latency, streams and queues are looked at, while anybody watches. */
  intervalMs?: number;
}

export interface ConnectionWatch extends Disposable {
  /** A connection has opened or closed. */
  mark(): void;
  /** The list for a newcomer among the watchers; from here on changes are told. */
  watch(): ConnectionList;
}

/** Tells watchers how the list of connections changes, as differences. Without watchers it costs nothing. */
export function createConnectionWatch(options: Options): ConnectionWatch {
  const { list, hasWatchers, tell, gatherMs = 200, intervalMs = 2_000 } = options;
  let told = new Map<string, LiveConnection>();
  let total = 0;
  let gathering: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(gathering);
    clearInterval(looking);
    gathering = undefined;
    looking = undefined;
  }

  function look(): ConnectionList {
    clearTimeout(gathering);
    gathering = undefined;
    const now = list();
    const change = changeBetween(told, now);
    const isNews = change.opened.length + change.closed.length + change.changed.length > 0 || now.total !== total;
    told = new Map(now.connections.map((connection) => [connection.id, connection]));
    total = now.total;
    if (isNews) tell(change);
    return now;
  }

  function lookWhileWatched(): void {
    if (hasWatchers()) look();
    else stop();
  }

  return {
    mark() {
      if (looking !== undefined) gathering ??= setTimeout(lookWhileWatched, gatherMs).unref();
    },
    watch() {
      looking ??= setInterval(lookWhileWatched, intervalMs).unref();
      // Others are told first what the newcomer reads: what was never told cannot be told as closed.
      return look();
    },
    [Symbol.dispose]: stop,
  };
}

/** What happened from the one list to the other. */
function changeBetween(before: ReadonlyMap<string, LiveConnection>, after: ConnectionList): ConnectionsChange {
  const ids = new Set(after.connections.map(({ id }) => id));
  return {
    opened: after.connections.filter(({ id }) => !before.has(id)),
    closed: [...before.keys()].filter((id) => !ids.has(id)),
    changed: after.connections.filter((connection) => {
      const known = before.get(connection.id);
      return known !== undefined && JSON.stringify(known) !== JSON.stringify(connection);
    }),
    total: after.total,
  };
}
