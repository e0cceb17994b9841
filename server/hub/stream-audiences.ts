import { rooms } from "./delivery";
import type { LoggedEvent } from "./event-log";

/** One connection's place in a stream. While `joining`, live events wait in `buffer` for the replay to end. */
export interface Member {
  readonly connectionId: string;
  readonly audience: string;
  phase: "joining" | "live";
  buffer: LoggedEvent[];
  /** Events were dropped from the buffer since the log's head was read. */
  overflowed: boolean;
}

interface Audience {
  /** Made once: everybody who is in it would keep a copy. */
  readonly room: string;
  live: number;
  readonly joining: Set<Member>;
}

const nothing: LoggedEvent[] = [];

/** Who is in a stream, by audience. */
export class StreamAudiences {
  readonly #stream: string;
  readonly #members = new Map<string, Member>();
  readonly #audiences = new Map<string, Audience>();

  constructor(stream: string) {
    this.#stream = stream;
  }

  /** Starts (or starts again) to buffer for a connection. Whatever it was before is over. */
  enter(connectionId: string, audience: string): Member {
    this.leave(connectionId);
    const member: Member = { connectionId, audience, phase: "joining", buffer: [], overflowed: false };
    this.#members.set(connectionId, member);
    this.#of(audience).joining.add(member);
    return member;
  }

  has(connectionId: string): boolean {
    return this.#members.has(connectionId);
  }

  isCurrent(member: Member): boolean {
    return this.#members.get(member.connectionId) === member;
  }

  goLive(member: Member): void {
    const audience = this.#of(member.audience);
    if (!audience.joining.delete(member)) return;
    audience.live += 1;
    member.phase = "live";
    // Nobody adds to it any more.
    member.buffer = nothing;
  }

  leave(connectionId: string): Member | undefined {
    const member = this.#members.get(connectionId);
    if (member === undefined) return undefined;
    this.#members.delete(connectionId);
    const audience = this.#of(member.audience);
    if (member.phase === "live") audience.live -= 1;
    else audience.joining.delete(member);
    if (audience.live === 0 && audience.joining.size === 0) this.#audiences.delete(member.audience);
    return member;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Where the live members of an audience are. */
  roomOf(audience: string): string {
    return this.#audiences.get(audience)?.room ?? rooms.audience(this.#stream, audience);
  }

  *entries(): IterableIterator<{ audience: string; room: string; live: number; joining: ReadonlySet<Member> }> {
    for (const [audience, { room, live, joining }] of this.#audiences) yield { audience, room, live, joining };
  }

  #of(name: string): Audience {
    const known = this.#audiences.get(name);
    if (known !== undefined) return known;
    const audience: Audience = { room: rooms.audience(this.#stream, name), live: 0, joining: new Set() };
    this.#audiences.set(name, audience);
    return audience;
  }
}
