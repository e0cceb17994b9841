import type { StreamEvent } from "@/lib/hub-protocol";
import type { EventLog, LoggedEvent } from "@/server/hub";

export const newsStream = "news";
const epoch = "bench";

/** The log of the durable stream, in memory: what the database costs is not the hub's. */
export class NewsLog implements EventLog {
  readonly #events: LoggedEvent[] = [];

  get place() {
    return { epoch, offset: this.#events.length };
  }

  append(count: number): LoggedEvent[] {
    const added = Array.from({ length: count }, (_, index) => newsEvent(this.#events.length + 1 + index));
    this.#events.push(...added);
    return added;
  }

  async head() {
    return { epoch, head: this.#events.length };
  }

  async oldest() {
    return 1;
  }

  async read(after: number, limit: number) {
    return this.#events.slice(after, after + limit);
  }
}

/** About as large as an order that changed. */
function newsEvent(offset: number): LoggedEvent {
  const event: StreamEvent = {
    v: 1,
    stream: newsStream,
    epoch,
    offset,
    id: `event-${offset}`,
    type: "news.told",
    at: new Date().toISOString(),
    data: { id: `news-${offset}`, title: `Something happened for the ${offset}th time`, text: "x".repeat(300) },
  };
  return { offset, forAudience: () => event };
}
