import type { ConnectionList, ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";
import { connectHub } from "../clients/hub";
import type { Tokens } from "./tokens";

/** The server's live connections and who is present, as an admin's page follows them. */
export class ConnectionWatcher implements Disposable {
  readonly #hub: ReturnType<typeof connectHub>;
  readonly #open = new Map<string, LiveConnection>();
  readonly #goneMs = new Map<string, number>();
  readonly #present = new Map<string, number>();
  readonly #looking = new Set<() => void>();

  constructor(url: string, tokens: Tokens) {
    this.#hub = connectHub({ url, tokens, role: "admin" }, "websocket");
    this.#hub.on("connections", (change) => this.#change(change));
    this.#hub.on("presence", ({ joined, left }) => {
      for (const { id } of left) this.#present.delete(id);
      for (const { id, connections } of joined) this.#present.set(id, connections);
      this.#look();
    });
    this.#hub.subscription({
      call: "subscribe",
      input: { stream: "connections" },
      onReply: (reply) => {
        this.#open.clear();
        for (const each of (reply as ConnectionList).connections) this.#open.set(each.id, each);
        this.#look();
      },
    });
    this.#hub.subscription({
      call: "subscribe",
      input: { stream: "presence" },
      onReply: (reply) => {
        this.#present.clear();
        for (const { id, connections } of (reply as { users: { id: string; connections: number }[] }).users)
          this.#present.set(id, connections);
        this.#look();
      },
    });
    this.#hub.connect();
  }

  get open(): readonly LiveConnection[] {
    return [...this.#open.values()];
  }

  isPresent(userId: string): boolean {
    return this.#present.has(userId);
  }

  /** Of everybody who is present, this watcher among them. */
  get presentConnections(): number {
    return [...this.#present.values()].reduce((sum, count) => sum + count, 0);
  }

  /** When it was told as closed, by this process' clock. */
  goneMs(id: string): number | undefined {
    return this.#goneMs.get(id);
  }

  async until(holds: (watcher: ConnectionWatcher) => boolean, withinMs: number, what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#looking.delete(look);
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Error(
            `${what}: not within ${withinMs} ms, but ${this.#open.size} open, ${this.presentConnections} present`,
          ),
        );
      }, withinMs);
      const look = () => {
        if (!holds(this)) return;
        end();
        resolve();
      };
      this.#looking.add(look);
      look();
    });
  }

  [Symbol.dispose](): void {
    this.#hub.close();
  }

  #change({ opened, closed, changed }: ConnectionsChange): void {
    for (const each of [...opened, ...changed]) this.#open.set(each.id, each);
    for (const id of closed) {
      this.#open.delete(id);
      this.#goneMs.set(id, performance.now());
    }
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#looking]) look();
  }
}
