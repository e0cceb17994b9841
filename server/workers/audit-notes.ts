import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { isUnavailable } from "@/lib/db/errors";
import type { Database } from "@/lib/db/open";
import { transaction } from "@/lib/db/transaction";
import type { AuditFact } from "@/lib/services/audit/audit-fact";
import { recordAudit } from "@/lib/services/audit/record-audit";
import type { AuditAsker, AuditNotes } from "@/lib/services/context";
import { createGather } from "@/server/hub";

interface Note {
  asker: AuditAsker;
  fact: AuditFact;
}

export interface AuditNotesOptions {
  database: Database;
  log: Logger;
  now: () => Date;
  wakeRelay: () => void;
  /** Repeats of one kind are told once in so long. */
  repeatsMs?: number;
  /** The pause between two batches. */
  pauseMs?: number;
  /** The pause after a batch that the database did not take. */
  retryMs?: number;
}

/** Entries of one transaction: some 50 ms on the embedded database. With the pause, a flood costs at most 200 entries a second. */
const batchEntries = 50;
/** What waits beyond is not written but counted. */
const maxWaiting = 1_000;
/** Whoever comes from more addresses than these at once is told one by one, as far as the queue goes. */
const maxKinds = 2_000;
const maxTextCharacters = 300;
/** Of one gathered entry: the accounts that somebody tried, and the paths. */
const maxListed = 10;

const pulseboard = { kind: "system", id: "system", name: "Pulseboard" } as const;

/**
 * Writes what has no transaction of its own, in the background and in batches: whoever is refused waits for nothing, and pays for
 * it with nothing but a place in a bounded queue. Disposing tells what has gathered and writes what waits.
 */
export function startAuditNotes(options: AuditNotesOptions): AuditNotes & AsyncDisposable {
  const { database, log, now, wakeRelay, repeatsMs = 60_000, pauseMs = 250, retryMs = 1_000 } = options;
  const waiting: Note[] = [];
  const ending = new AbortController();
  let dropped = 0;
  /** After a failure less at once: one entry that cannot be written must not keep the others from it. */
  let batchSize = batchEntries;
  let writing: Promise<void> | null = null;

  const gather = createGather<Note>(repeatsMs, ({ asker, fact }, count) => add(asker, { ...fact, count }), {
    merge: mergeNotes,
    maxKinds,
  });

  function add(asker: AuditAsker, fact: AuditFact): void {
    if (waiting.length >= maxWaiting) dropped += fact.count ?? 1;
    else waiting.push({ asker, fact });
    writing ??= writeAll().finally(() => {
      writing = null;
    });
  }

  async function writeAll(): Promise<void> {
    await turn();
    while (waiting.length > 0 || dropped > 0) {
      const written = await writeBatch();
      if (!written && ending.signal.aborted) break;
      if (waiting.length > 0 || !written) await rest(written ? pauseMs : retryMs);
    }
  }

  /** Returns whether the database took them; they wait on if it did not. */
  async function writeBatch(): Promise<boolean> {
    const batch = waiting.slice(0, batchSize);
    const lost = dropped;
    try {
      await transaction(database, async (tx) => {
        for (const { asker, fact } of batch) await recordAudit(tx, { ...asker, services: { now } }, fact);
        if (lost > 0)
          await recordAudit(tx, { principal: pulseboard, via: "worker", services: { now } }, lostFact(lost));
      });
    } catch (error) {
      log.warn({ err: error, waiting: waiting.length }, "audit entries could not be written");
      if (!isUnavailable(error)) narrow(batch, error);
      return false;
    }
    batchSize = Math.min(2 * batchSize, batchEntries);
    waiting.splice(0, batch.length);
    dropped -= lost;
    wakeRelay();
    return true;
  }

  /** The one that fails by itself is counted instead. */
  function narrow(batch: readonly Note[], err: unknown): void {
    const [only, ...others] = batch;
    if (others.length > 0) {
      batchSize = 1;
    } else if (only !== undefined) {
      waiting.shift();
      dropped += only.fact.count ?? 1;
      log.error({ err, action: only.fact.action }, "an audit entry cannot be written; it is counted as lost");
    }
  }

  const rest = (ms: number) =>
    wait(ms, undefined, { signal: ending.signal }).catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });

  return {
    note: (asker, fact) => gather(kindOf(asker, fact), { asker: cutCaller(asker), fact }),
    add: (asker, fact) => add(cutCaller(asker), fact),
    async [Symbol.asyncDispose]() {
      gather.flush();
      ending.abort();
      await writing;
      if (waiting.length > 0) log.error({ lost: waiting.length }, "audit entries were lost");
    },
  };
}

const lostFact = (count: number): AuditFact => ({ action: "audit.dropped", count });

/** What, and by whom; of somebody unknown from where. */
const kindOf = ({ principal, caller }: AuditAsker, { action, refusedCode }: AuditFact): string =>
  JSON.stringify([action, refusedCode, principal?.id ?? null, principal ? null : (caller?.address ?? null)]);

/** The latest of them, with the names and paths of those before it. */
function mergeNotes(before: Note, next: Note): Note {
  const all = [before, next].map(({ fact }) => fact);
  const names = all.flatMap(({ anonymousName, detail }) => listed(detail?.names, anonymousName));
  const paths = all.flatMap(({ detail }) => listed(detail?.paths, detail?.path));
  const detail = { ...next.fact.detail, ...several("names", names), ...several("paths", paths) };
  return { ...next, fact: { ...next.fact, detail } };
}

/** What has been gathered so far, otherwise the one. */
const listed = (gathered: unknown, one: unknown): unknown[] =>
  Array.isArray(gathered) ? gathered : one === undefined ? [] : [one];

function several(name: string, values: unknown[]): Record<string, unknown> {
  const distinct = [...new Set(values)].slice(0, maxListed);
  return distinct.length < 2 ? {} : { [name]: distinct };
}

/** A header may be long, and many of them wait. */
const cutCaller = ({ principal, via, caller }: AuditAsker): AuditAsker => ({
  principal: principal && { kind: principal.kind, id: principal.id, name: principal.name },
  via,
  caller: caller && { ...caller, userAgent: caller.userAgent?.slice(0, maxTextCharacters) ?? null },
});
