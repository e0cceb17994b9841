import type { ClientLog, Entry, Item } from "./entries";

export interface Facts {
  /** Every change that was acknowledged, once each. Null where no log of the writer is kept: then the database's states count. */
  written: readonly Item[] | null;
  /** The newest version of each, as the database has it for these clients. */
  database: readonly Item[];
  logs: readonly ClientLog[];
}

/** How often each promise was broken; all zero means that everything held. */
export interface Verdict {
  /** A change that a client neither applied nor was given by a snapshot. */
  missing: number;
  /** A change that a client was given again as an event. */
  doubled: number;
  /** An event that came after a later one, or after which a client shows an older state than before. */
  inverted: number;
  /** Something that a client shows otherwise than the database has it, or shows and should not, or does not show. */
  differing: number;
  /** An acknowledged change that the database does not have. */
  unkept: number;
  /** A change in the database that nobody was told of as written: a command that took effect twice. */
  unasked: number;
  /** The first few, in words. */
  words: string[];
}

const maxWords = 12;

/** Compares the writer's log, the database and every client's log with what is promised. */
export function judge({ written, database, logs }: Facts): Verdict {
  const verdict: Verdict = { missing: 0, doubled: 0, inverted: 0, differing: 0, unkept: 0, unasked: 0, words: [] };
  const count = (what: Exclude<keyof Verdict, "words">, words: string) => {
    verdict[what] += 1;
    if (verdict.words.length < maxWords) verdict.words.push(`${what}: ${words}`);
  };
  const stored = new Map(database.map(({ id, version }) => [id, version]));
  const changes = written ?? database;
  if (written !== null) compareWithDatabase(written, stored, count);
  for (const log of logs) {
    const covered = judgeOrder(log, count);
    for (const change of changes) {
      if (!covered(change)) count("missing", `${log.client} never had ${change.id} version ${change.version}`);
    }
    compareView(log, stored, count);
  }
  return verdict;
}

export const isFaultless = ({ words }: Verdict): boolean => words.length === 0;

type Count = (what: Exclude<keyof Verdict, "words">, words: string) => void;

function compareWithDatabase(written: readonly Item[], stored: ReadonlyMap<string, number>, count: Count): void {
  const newest = new Map<string, number>();
  for (const { id, version } of written) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  for (const [id, version] of newest) {
    const kept = stored.get(id) ?? 0;
    if (kept < version) count("unkept", `${id} version ${version} was acknowledged, the database has ${kept}`);
    if (kept > version) count("unasked", `${id} was changed to version ${version}, the database has ${kept}`);
  }
  for (const id of stored.keys())
    if (!newest.has(id)) count("unasked", `${id} is in the database, and nobody wrote it`);
}

/** Goes through one client's log in its order. Returns whether a change is in it, or was given by a snapshot. */
function judgeOrder({ client, entries }: ClientLog, count: Count): (change: Item) => boolean {
  const seen = new Set<string>();
  const given = new Map<string, number>();
  let place: { epoch: string; offset: number } | null = null;
  let newest = new Map<string, number>();
  let shown = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === "snapshot") {
      for (const { id, version } of [...entry.items, ...entry.later])
        given.set(id, Math.max(version, given.get(id) ?? 0));
      newest = new Map();
      shown = new Map(entry.items.map(({ id, version }) => [id, version]));
    } else {
      const key = `${entry.id} version ${entry.version}`;
      if (seen.has(key)) count("doubled", `${client} was given ${key} again, at offset ${entry.offset}`);
      else if (place?.epoch === entry.epoch && entry.offset <= place.offset)
        count("inverted", `${client} was given offset ${entry.offset} after ${place.offset}`);
      else if (entry.version < (newest.get(entry.id) ?? 0))
        count("inverted", `${client} was given ${key} after version ${newest.get(entry.id)}`);
      else if (entry.shown < (shown.get(entry.id) ?? 0))
        count("inverted", `${client} shows ${entry.id} as ${entry.shown} after ${shown.get(entry.id)}`);
      shown.set(entry.id, entry.shown);
      seen.add(key);
      newest.set(entry.id, Math.max(entry.version, newest.get(entry.id) ?? 0));
    }
    place = placeAfter(entry);
  }
  return ({ id, version }) => seen.has(`${id} version ${version}`) || (given.get(id) ?? 0) >= version;
}

const placeAfter = (entry: Entry) => ({
  epoch: entry.epoch,
  offset: entry.kind === "snapshot" ? entry.head : entry.offset,
});

function compareView({ client, view }: ClientLog, stored: ReadonlyMap<string, number>, count: Count): void {
  for (const [id, version] of stored) {
    const shown = view.get(id);
    if (shown !== version) count("differing", `${client} shows ${id} as ${shown}, the database has ${version}`);
  }
  for (const id of view.keys()) if (!stored.has(id)) count("differing", `${client} shows ${id}, which is not there`);
}
