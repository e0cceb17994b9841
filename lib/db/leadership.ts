import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import type { Database } from "./open";
import { quickKeepAlive } from "./sole-process";

/** Names the lock of the one process that works for all ("lead" in ASCII). */
const LEADER_LOCK = 0x6c656164;
const duty = "work";

export interface LeadershipOptions {
  database: Pick<Database, "connect">;
  log: Logger;
  nodeId: string;
  /** Begins what only one process may do. Called again each time that this process becomes the leader. */
  lead: (resign: () => void) => Promise<AsyncDisposable>;
  /** How often a process that waits looks whether the place is free. */
  pollMs?: number;
  /** How often the leader says that it lives. */
  beatMs?: number;
  /** A leader that was silent for so long has its session ended by those who wait: a frozen process keeps its lock. */
  silentMs?: number;
}

export interface Leadership extends AsyncDisposable {
  readonly isLeader: boolean;
}

/**
 * Has this process lead while it holds a session's advisory lock, and wait while another does. The lock alone is no fence: what a leader writes
 * checks the term that it took.
 */
export function openLeadership(options: LeadershipOptions): Leadership {
  const { log, pollMs = 250 } = options;
  const stop = new AbortController();
  let isLeader = false;

  async function run(): Promise<void> {
    let isAway = false;
    while (!stop.signal.aborted) {
      try {
        await serveOnce();
        isAway = false;
      } catch (error) {
        if (!isAway) log.warn({ err: error }, "leadership: the database is away; trying again");
        isAway = true;
      }
      await pause(pollMs, stop.signal);
    }
  }

  /** One session: waits until it has the lock, and leads until it is lost. Throws when the session fails. */
  async function serveOnce(): Promise<void> {
    const session = new Session(await options.database.connect(), options);
    const over = AbortSignal.any([stop.signal, session.ended]);
    try {
      await session.begin();
      while (!(await session.takeLock())) {
        await session.endSilentLeader();
        await pause(pollMs, over);
        if (over.aborted) return;
      }
      await lead(session, over);
    } finally {
      await session.close();
    }
  }

  async function lead(session: Session, sessionOver: AbortSignal): Promise<void> {
    const resigned = new AbortController();
    const over = AbortSignal.any([sessionOver, resigned.signal]);
    log.info({ nodeId: options.nodeId }, "this process leads now");
    // From the first moment: beginning the work may take longer than a silent leader is given.
    const beating = beat(session, over).catch((error: unknown) => {
      log.warn({ err: error }, "leadership: the session does not answer");
      resigned.abort();
    });
    isLeader = true;
    try {
      await using _work = await options.lead(() => resigned.abort());
      while (!over.aborted) await pause(60_000, over);
    } finally {
      isLeader = false;
      resigned.abort();
      await beating;
      log.info({ nodeId: options.nodeId }, "this process does not lead any more");
    }
  }

  async function beat(session: Session, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await pause(options.beatMs ?? 1_000, over);
      if (!over.aborted) await session.beat();
    }
  }

  const running = run();
  return {
    get isLeader() {
      return isLeader;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

const beatOf = (row: string): string =>
  `insert into leaders (duty, node_id, backend_pid, beat_at) ${row}
   on conflict (duty) do update set node_id = excluded.node_id, backend_pid = excluded.backend_pid, beat_at = excluded.beat_at`;

/** The database session that holds, or waits for, the lock. */
class Session {
  /** Aborts when the session is over, whoever ended it. */
  readonly ended: AbortSignal;
  readonly #client: pg.Client;
  readonly #nodeId: string;
  readonly #silentMs: number;

  constructor(client: pg.Client, { nodeId, silentMs = 5_000 }: Pick<LeadershipOptions, "nodeId" | "silentMs">) {
    this.#client = client;
    this.#nodeId = nodeId;
    this.#silentMs = silentMs;
    const abort = new AbortController();
    this.ended = abort.signal;
    client.on("error", () => abort.abort());
    client.on("end", () => abort.abort());
  }

  /** A host that vanishes without a word must not keep its lock for hours. */
  async begin(): Promise<void> {
    for (const statement of quickKeepAlive) await this.#ask(statement, []);
  }

  /** With the first beat, in one statement: a lock without one would belong to nobody who can be found silent. */
  async takeLock(): Promise<boolean> {
    const { rows } = await this.#ask(
      `with lock as materialized (select pg_try_advisory_lock($1) as taken),
       mark as (${beatOf("select $2, $3, pg_backend_pid(), clock_timestamp() from lock where taken")})
       select taken from lock`,
      [LEADER_LOCK, duty, this.#nodeId],
    );
    return rows[0]?.taken === true;
  }

  async beat(): Promise<void> {
    await this.#ask(beatOf("values ($1, $2, pg_backend_pid(), clock_timestamp())"), [duty, this.#nodeId]);
  }

  /**
   * The session that holds the lock, if it is the one that was heard last, and with it every other of that process, which has a name of its own
   * at the database: one that was frozen in the middle of a transaction would keep the next leader from the streams.
   */
  async endSilentLeader(): Promise<void> {
    await this.#ask(
      `select pg_terminate_backend(session.pid)
       from pg_locks as held
       join leaders on leaders.backend_pid = held.pid
       join pg_stat_activity as holder on holder.pid = held.pid
       join pg_stat_activity as session on session.pid = held.pid or (
         session.datid = holder.datid and session.application_name = holder.application_name
         and holder.application_name like 'pulseboard ________'
         and holder.application_name <> current_setting('application_name')
       )
       where held.locktype = 'advisory' and held.granted and held.objsubid = 1
         and held.database = (select oid from pg_database where datname = current_database())
         and (held.classid::bigint << 32 | held.objid::bigint) = $1
         and leaders.duty = $2 and leaders.beat_at < clock_timestamp() - $3 * interval '1 millisecond'`,
      [LEADER_LOCK, duty, this.#silentMs],
    );
  }

  async close(): Promise<void> {
    // Ending the session gives the lock back; one that is over has nothing to end, and one on a dead network never ends.
    await Promise.race([this.#client.end().catch(() => undefined), wait(1_000, undefined, { ref: false })]);
  }

  /** Whoever gets no answer for as long as a silent leader is given has lost the lock, or will have. */
  async #ask(text: string, values: unknown[]): Promise<pg.QueryResult<Record<string, unknown>>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("the leader's session does not answer")), this.#silentMs);
    });
    try {
      return await Promise.race([this.#client.query(text, values), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Resolves after `ms`, or when `signal` aborts, which is all that `wait` rejects with. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);
