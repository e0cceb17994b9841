import type { ConnectionList, ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";

interface Options {
  /** The connections as they are now. */
  list: () => Promise<ConnectionList>;
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
  /** The list for a newcomer among the watchers, who joins them by `join`; from there on changes are told. Rejects as `list` does. */
  watch(join: () => void): Promise<ConnectionList>;
}

/** Tells watchers how the list of connections changes, as differences. Without watchers it costs nothing. */
export function createConnectionWatch(options: Options): ConnectionWatch {
  const { list, hasWatchers, tell, gatherMs = 200, intervalMs = 2_000 } = options;
  let told = new Map<string, LiveConnection>();
  let summary = "";
  let last: Promise<unknown> = Promise.resolve();
  let gathering: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(gathering);
    clearInterval(looking);
    gathering = undefined;
    looking = undefined;
  }

  /** One after the other: each tells the difference to the one before. */
  function look(join: () => void): Promise<ConnectionList> {
    clearTimeout(gathering);
    gathering = undefined;
    const looked = last.then(async () => {
      const now = await list();
      const change = changeBetween(told, now);
      const news = `${now.total} ${now.isPartial}`;
      const isNews = change.opened.length + change.closed.length + change.changed.length > 0 || news !== summary;
      told = new Map(now.connections.map((connection) => [connection.id, connection]));
      summary = news;
      if (isNews) tell(change);
      join();
      return now;
    });
    last = looked.catch(() => undefined);
    return looked;
  }

  function lookWhileWatched(): void {
    // Other nodes that cannot be asked are no failure; the list says so.
    if (hasWatchers()) void look(() => undefined).catch(() => undefined);
    else stop();
  }

  return {
    mark() {
      if (looking !== undefined) gathering ??= setTimeout(lookWhileWatched, gatherMs).unref();
    },
    watch(join) {
      looking ??= setInterval(lookWhileWatched, intervalMs).unref();
      // Others are told first what the newcomer reads: what was never told cannot be told as closed.
      return look(join);
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
    isPartial: after.isPartial,
  };
}
