import type { StreamEvent } from "@/lib/hub-protocol";
import type { EventLog, LoggedEvent } from "./event-log";

/** An event log in memory, for tests. Audience `blind` sees voids only. */
export class MemoryEventLog implements EventLog {
  readonly stream: string;
  readonly events: LoggedEvent[] = [];
  epoch = "e1";
  /** Offsets below are gone. */
  firstOffset = 1;
  /** Called before each read; lets a test do something in the middle of a replay. */
  onRead: () => void | Promise<void> = () => undefined;
  onHead: () => void = () => undefined;
  reads = 0;

  constructor(stream: string) {
    this.stream = stream;
  }

  get headOffset(): number {
    return this.firstOffset - 1 + this.events.length;
  }

  /** Commits events, one per text; returns them for `publish`. */
  append(...texts: string[]): LoggedEvent[] {
    return texts.map((text) => {
      const offset = this.headOffset + 1;
      const place = { v: 1, stream: this.stream, epoch: this.epoch, offset } as const;
      const whole: StreamEvent = {
        ...place,
        id: `id${offset}`,
        type: "news.told",
        at: "2024-01-01T00:00:00.000Z",
        data: { text },
      };
      const hidden: StreamEvent = { ...place, type: "void" };
      const event: LoggedEvent = { offset, forAudience: (audience) => (audience === "blind" ? hidden : whole) };
      this.events.push(event);
      return event;
    });
  }

  /** Forgets the oldest, as retention does. */
  prune(count: number): void {
    this.events.splice(0, count);
    this.firstOffset += count;
  }

  async head() {
    const { epoch, headOffset: head } = this;
    this.onHead();
    return { epoch, head };
  }

  async oldest() {
    return this.firstOffset;
  }

  async read(after: number, limit: number) {
    if (limit < 1) throw new RangeError(`No log can be read ${limit} events far.`);
    this.reads += 1;
    await this.onRead();
    const start = Math.max(after + 1 - this.firstOffset, 0);
    return this.events.slice(start, start + limit);
  }
}
