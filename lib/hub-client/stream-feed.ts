import type { Cursor, DurableReply, StreamEvent, StreamHead } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";
import { reportHandlerError } from "./environment";
import type { CallPort } from "./recurring-call";
import { callUntilAnswered, pause } from "./recurring-call";
import type { StreamHandlers } from "./stream-user";
import { StreamUser } from "./stream-user";

/** How long an event that came too early, or a head that is ahead, waits for what is missing before it is fetched. */
const gapPatienceMs = 200;
/** Events held while joining; beyond, they are left to the gap detection. */
const maxHeld = 2_000;

type JoinReason = "missed" | "newcomer";

/**
 * One stream of one client, shared by all its users. There is one subscription on the server; each user has a place of its own.
 * Joining serves whoever is furthest behind until all stand at the same place: users without one get a snapshot first, then the
 * stream is replayed from the lowest place, and everybody takes what is new to them. A newcomer therefore has the joining done again.
 */
export class StreamFeed {
  readonly #port: CallPort;
  readonly #name: string;
  readonly #users = new Set<StreamUser>();
  readonly #held = new Map<number, StreamEvent>();
  /** Where the live events go on from; null while joining. */
  #place: Cursor | null = null;
  /** Grows with each joining: an older one ends by it. */
  #generation = 0;
  #joining = false;
  #cancelGapTimer: (() => void) | null = null;

  constructor(port: CallPort, name: string) {
    this.#port = port;
    this.#name = name;
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  /** Returns what ends this use. */
  add(handlers: StreamHandlers): () => void {
    const user = new StreamUser(handlers);
    this.#users.add(user);
    if (this.#port.isLive() && !this.#joining) this.join("newcomer");
    return () => {
      this.#users.delete(user);
      if (!this.isUsed) this.#leave();
    };
  }

  /** To be called with "missed" when the connection has come up. */
  join(why: JoinReason): void {
    this.#leave();
    const generation = this.#generation;
    this.#joining = true;
    this.#catchUp(() => generation === this.#generation).then(
      (place) => {
        if (place !== null) this.#goLive(place, why);
      },
      (error: unknown) => {
        if (generation !== this.#generation) return;
        this.#joining = false;
        if (!isHubError(error)) return reportHandlerError(error);
        for (const user of [...this.#users]) user.fail(error);
      },
    );
  }

  /** Forgets where it stands: the last user has gone, or it joins anew. */
  #leave(): void {
    this.#generation += 1;
    this.#joining = false;
    this.#place = null;
    this.#held.clear();
    this.#cancelGapTimer?.();
    this.#cancelGapTimer = null;
  }

  receive(event: StreamEvent): void {
    const place = this.#place;
    if (place === null) {
      if (this.#joining && this.#held.size < maxHeld) this.#held.set(event.offset, event);
    } else if (event.epoch !== place.epoch) {
      this.#mindTheGap(event);
    } else if (event.offset > place.offset) {
      this.#held.set(event.offset, event);
      this.#release(place);
    }
  }

  receiveHead({ epoch, head }: StreamHead): void {
    const place = this.#place;
    if (place !== null && (epoch !== place.epoch || head > place.offset)) this.#mindTheGap({ epoch, offset: head });
  }

  /** Returns the place where all users stand and the server goes on by itself, or null when this joining is over. */
  async #catchUp(isWanted: () => boolean): Promise<Cursor | null> {
    let place: Cursor | null = null;
    for (let stalls = 0; ; ) {
      const behind = this.#furthestBehind(place);
      if (behind === null) return place;
      const from = behind.cursor;
      const answer = await callUntilAnswered(this.#port, "subscribe", { stream: this.#name, ...from }, isWanted);
      if (answer === null) return null;
      const reply = answer.reply as DurableReply;
      if ("resync" in reply) {
        for (const user of [...this.#users])
          if (from === null ? user.cursor === null : user.isAt(from)) user.restart(reply);
      } else {
        for (const user of [...this.#users]) user.take(reply.events, true);
      }
      const isFinal = "resync" in reply || !reply.more;
      place = isFinal ? { epoch: reply.epoch, offset: reply.head } : null;
      if (behind.cursor !== from || (place !== null && behind.isAt(place))) stalls = 0;
      else {
        stalls += 1;
        await pause(this.#port, stalls);
      }
    }
  }

  /** Who is to be served next: somebody without a place, then the lowest; null when all stand at `place`. */
  #furthestBehind(place: Cursor | null): StreamUser | null {
    let lowest: StreamUser | null = null;
    for (const user of this.#users) {
      if (place !== null && user.isAt(place)) continue;
      if (user.cursor === null) return user;
      if (lowest === null || user.cursor.offset < (lowest.cursor?.offset ?? 0)) lowest = user;
    }
    return lowest;
  }

  #goLive(place: Cursor, why: JoinReason): void {
    this.#joining = false;
    // Somebody may have come after the last look.
    if (this.#furthestBehind(place) !== null) {
      this.join(why);
      return;
    }
    this.#place = place;
    for (const user of [...this.#users]) user.live(why === "missed");
    for (const offset of [...this.#held.keys()]) if (offset <= place.offset) this.#held.delete(offset);
    this.#release(place);
  }

  /** Hands on what follows without a hole; what is beyond a hole waits. */
  #release({ epoch, offset }: Cursor): void {
    const run: StreamEvent[] = [];
    for (let next = this.#held.get(offset + 1); next?.epoch === epoch; next = this.#held.get(offset + run.length + 1))
      run.push(next);
    for (const event of run) this.#held.delete(event.offset);
    if (run.length > 0) {
      this.#place = { epoch, offset: offset + run.length };
      for (const user of [...this.#users]) user.take(run, false);
    }
    if (this.#held.size > 0) this.#mindTheGap();
  }

  /** Looks again in a moment; joins anew if something is missing then. `told` is a place that the stream has reached. */
  #mindTheGap(told?: Cursor): void {
    if (this.#cancelGapTimer !== null) return;
    this.#cancelGapTimer = this.#port.environment.schedule(() => {
      this.#cancelGapTimer = null;
      const place = this.#place;
      if (place === null) return;
      const isBehind = told !== undefined && (told.epoch !== place.epoch || told.offset > place.offset);
      if (isBehind || this.#held.size > 0) this.join("missed");
    }, gapPatienceMs);
  }
}
