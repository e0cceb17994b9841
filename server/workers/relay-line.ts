import type { Logger } from "pino";
import { isUnavailable, sqlState } from "@/lib/db/errors";
import type { Database } from "@/lib/db/open";
import { readEvents, readHead, type StoredEvent } from "@/lib/db/stream-log";
import { buryEvent, type Suspect } from "./dead-letters";
import { FencedError, type Line, type Standing, storeBatch } from "./relay-store";

/** So often an event may fail before it is taken out. */
const maxTries = 5;
/** Failures closer together count as one: what passes in a moment is no fault of the event's. */
const tryIntervalMs = 200;

export interface LineOptions {
  database: Database;
  log: Logger;
  line: Line;
  /** The offset up to which everything was published. */
  head: number;
  batchSize: number;
  check(event: StoredEvent): void;
  publish(epoch: string, events: StoredEvent[]): void;
  onDeadLetter(): void;
  nowMs(): number;
}

/** One stream's way from the outbox to those who listen. */
export class RelayLine {
  readonly #options: LineOptions;
  #published: number;
  /**
   * After a failure so many events go one at a time, as many as a batch holds: the one that fails is known then, and holds up none
   * before it.
   */
  #carefulLeft = 0;
  #current: Suspect | null = null;
  #suspect: { key: string; tries: number; lastMs: number } | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#published = options.head;
  }

  /** Whether a step would find anything. Throws FencedError when the term is no longer ours. */
  isDue(standing: Standing | undefined): boolean {
    if (standing?.term !== this.#options.line.term) throw new FencedError();
    return standing.isWaiting || standing.head !== this.#published || this.#isCareful;
  }

  /** One step. Returns whether there may be more at once. Throws FencedError, and what no single event is to blame for. */
  async advance(): Promise<boolean> {
    this.#current = null;
    try {
      return await this.#step();
    } catch (error) {
      if (error instanceof FencedError || isPassing(error) || this.#current === null) throw error;
      return this.#onFailure(error, this.#current);
    }
  }

  get #isCareful(): boolean {
    return this.#carefulLeft > 0;
  }

  async #step(): Promise<boolean> {
    const { database, line, check, publish, batchSize } = this.#options;
    if (this.#isCareful) {
      const { epoch, head } = await readHead(database.db, line.stream);
      await this.#publishMissed(epoch, head);
    }
    const limit = this.#isCareful ? 1 : batchSize;
    const batch = await storeBatch(database, line, {
      limit,
      check,
      onFirst: (outboxId) => {
        this.#current = { kind: "waiting", outboxId };
      },
    });
    await this.#publishMissed(batch.epoch, batch.before);
    const [first] = batch.stored;
    if (first === undefined) {
      this.#carefulLeft = 0;
      return false;
    }
    this.#current = { kind: "stored", offset: first.offset };
    publish(batch.epoch, batch.stored);
    this.#published = batch.before + batch.stored.length;
    if (this.#isCareful) this.#carefulLeft -= 1;
    return batch.more;
  }

  /** A commit whose answer was lost, or a publishing that failed, has moved the head without being published. */
  async #publishMissed(epoch: string, head: number): Promise<void> {
    const { database, line, publish, batchSize } = this.#options;
    while (this.#published < head) {
      const limit = this.#isCareful ? 1 : batchSize;
      const read = await readEvents(database.db, line.stream, this.#published, limit);
      const missed = read.filter(({ offset }) => offset <= head);
      const [first] = missed;
      if (first !== undefined) {
        this.#current = { kind: "stored", offset: first.offset };
        publish(epoch, missed);
      }
      this.#published = missed.at(-1)?.offset ?? head;
    }
  }

  async #onFailure(error: unknown, current: Suspect): Promise<boolean> {
    const { database, log, line, batchSize, nowMs, onDeadLetter } = this.#options;
    const { stream } = line;
    if (!this.#isCareful) {
      log.error({ err: error, stream }, "relay: an event cannot be relayed; they go one at a time now");
      this.#carefulLeft = batchSize;
      return true;
    }
    const key = JSON.stringify(current);
    const known = this.#suspect?.key === key ? this.#suspect : { key, tries: 0, lastMs: Number.NEGATIVE_INFINITY };
    const counts = nowMs() - known.lastMs >= tryIntervalMs;
    this.#suspect = counts ? { key, tries: known.tries + 1, lastMs: nowMs() } : known;
    const { tries } = this.#suspect;
    if (tries < maxTries) return false;
    if (await buryEvent(database, line, current, { error, tries })) {
      log.error(
        { err: error, stream, tries, ...current },
        "relay: an event failed again and again; it is a dead letter now",
      );
      onDeadLetter();
    }
    this.#suspect = null;
    // It was the one: what has gathered behind it need not go one at a time.
    this.#carefulLeft = 0;
    return true;
  }
}

/** The database is away or was busy with somebody else: the same event may well go through. */
const isPassing = (error: unknown): boolean => isUnavailable(error) || (sqlState(error)?.startsWith("40") ?? false);
