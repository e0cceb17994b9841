import { newerOrder } from "@/lib/client/orders/order-cache";
import type { Order } from "@/lib/contracts/orders";
import type { DataEvent } from "@/lib/hub-protocol";
import type { ClientLog, Entry, Item } from "../oracle/entries";
import type { SoakStream } from "../world/rest";

interface Start {
  epoch: string;
  head: number;
  snapshot: unknown;
  /** The rest of the list, by REST. */
  cursor: string | null;
  announced: boolean;
}

/** Where what came late comes from. */
export type ReadRest = (stream: SoakStream, cursor: string) => Promise<Item[]>;

/** One stream of one client: applies what its wire brings as the product's pages do, and keeps a log of it. */
export class Recorder implements ClientLog {
  readonly client: string;
  readonly stream: SoakStream;
  readonly #readRest: ReadRest;
  readonly #watchers = new Set<() => void>();
  #entries: Entry[] = [];
  #items = new Map<string, Item>();
  #reading: Promise<void> = Promise.resolve();
  #resyncs = 0;

  constructor(client: string, stream: SoakStream, readRest: ReadRest) {
    this.client = `${client}, ${stream}`;
    this.stream = stream;
    this.#readRest = readRest;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get view(): ReadonlyMap<string, number> {
    return new Map([...this.#items.values()].map(({ id, version }) => [id, version]));
  }

  /** How often it was told that it starts anew. */
  get resyncs(): number {
    return this.#resyncs;
  }

  get hasStarted(): boolean {
    return this.#entries.length > 0;
  }

  shows({ id, version }: Item): boolean {
    return (this.#items.get(id)?.version ?? 0) >= version;
  }

  start({ epoch, head, snapshot, cursor, announced }: Start): void {
    const items = (snapshot as { items: Item[] }).items.map(({ id, version }) => ({ id, version }));
    const later: Item[] = [];
    this.#entries.push({ kind: "snapshot", epoch, head, items, later, announced, atMs: performance.now() });
    if (announced) this.#resyncs += 1;
    this.#items = new Map(items.map((item) => [item.id, item]));
    if (cursor !== null)
      this.#reading = Promise.all([this.#reading, this.#readOn(cursor, later)]).then(() => undefined);
    // Whoever waits for this client is told; until then nobody is.
    this.#reading.catch(() => undefined);
    this.#changed();
  }

  take(events: readonly Pick<DataEvent, "epoch" | "offset" | "data">[]): void {
    const atMs = performance.now();
    for (const { epoch, offset, data } of events) {
      const { id, version } = data as Item;
      const shown = this.#apply({ id, version });
      this.#entries.push({ kind: "event", epoch, offset, id, version, atMs, shown });
    }
    this.#changed();
  }

  /** Resolves when what it shows holds; rejects after `withinMs`. */
  async until(holds: (recorder: Recorder) => boolean, withinMs: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = () => {
        if (!holds(this)) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${this.client} did not get there within ${withinMs} ms`));
      }, withinMs);
      this.#watchers.add(look);
      look();
    });
    await this.#reading;
  }

  /** Forgets how it got where it stands, so that the next round has a log of its own. */
  rebase(): void {
    const last = this.#entries.at(-1);
    if (last === undefined) return;
    const head = last.kind === "event" ? last.offset : last.head;
    const items = [...this.#items.values()];
    this.#entries = [
      { kind: "snapshot", epoch: last.epoch, head, items, later: [], announced: false, atMs: last.atMs },
    ];
  }

  async #readOn(cursor: string, into: Item[]): Promise<void> {
    for (const item of await this.#readRest(this.stream, cursor)) {
      into.push(item);
      this.#apply(item);
    }
    this.#changed();
  }

  /** By the product's own rule. Returns the version that is shown then. */
  #apply(item: Item): number {
    const newer = newerOrder(this.#items.get(item.id) as Order | undefined, item as Order);
    this.#items.set(item.id, newer);
    return newer.version;
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}
