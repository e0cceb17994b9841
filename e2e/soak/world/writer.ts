import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { isHubError } from "@/lib/hub-protocol";
import { connectHub } from "../clients/hub";
import type { Item } from "../oracle/entries";
import { Rest, RestError } from "./rest";
import type { Tokens } from "./tokens";

export interface WriterOptions {
  url: string;
  tokens: Tokens;
  eventsPerSecond: number;
  /** How long a command is tried again before the round has failed. */
  patienceMs?: number;
  /** What each order holds; a small one by default. */
  body?: () => unknown;
}

export interface Acknowledged extends Item {
  /** When its command was sent for the first time, and when it was acknowledged. */
  sentMs: number;
  atMs: number;
}

const lanes = 12;
const retryAfterMs = 50;
const moves = ["packed", "shipped", "delivered"] as const;
/** What a command says that was not done: everything else was refused for good. */
const passing = new Set(["DISCONNECTED", "TIMEOUT", "UNAVAILABLE", "RATE_LIMITED", "CANCELLED"]);

/**
 * Writes orders at a steady pace: creates them by REST, moves them by the hub, each command with a key of its own under which it is tried
 * again until it is answered. So in the end every change that was made is in its log.
 */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  /** What the server refused for good, in words: there should be none. */
  readonly refused: string[] = [];
  readonly #options: WriterOptions;
  readonly #rest: Rest;
  readonly #watchers = new Set<() => void>();
  readonly #running: Promise<unknown>;
  #isStopped = false;
  #retries = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#rest = new Rest(options.url, options.tokens, "operator");
    this.#running = Promise.all(Array.from({ length: lanes }, (_, i) => this.#lane(i)));
    // Looked at when it is stopped.
    this.#running.catch(() => undefined);
  }

  /** Connections to the hub that it keeps while it writes. */
  readonly connections = lanes;

  /** How many commands were sent again because nobody answered. */
  get retries(): number {
    return this.#retries;
  }

  /** Resolves with the first change from now on that is acknowledged. */
  next(withinMs: number): Promise<Acknowledged> {
    const from = this.acknowledged.length;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`nothing was acknowledged within ${withinMs} ms`));
      }, withinMs);
      const look = () => {
        const first = this.acknowledged[from];
        if (first === undefined) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(first);
      };
      this.#watchers.add(look);
    });
  }

  /** Resolves when every command that was begun has been answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #lane(index: number): Promise<void> {
    const hub = connectHub({ ...this.#options, role: "operator" }, "websocket");
    hub.connect();
    const everyMs = (1_000 * lanes) / this.#options.eventsPerSecond;
    let dueMs = performance.now() + (everyMs * index) / lanes;
    const pace = async () => {
      // What could not be written meanwhile is not caught up with.
      dueMs = Math.max(dueMs + everyMs, performance.now() - everyMs);
      await wait(Math.max(0, dueMs - performance.now()));
    };
    try {
      while (!this.#isStopped) {
        await pace();
        const body = this.#options.body?.() ?? orderBody(uniqueNumber());
        let order = await this.#insist((key) => this.#rest.post<Item>("/api/orders", key, body));
        for (const to of moves) {
          if (order === null || this.#isStopped) break;
          await pace();
          const { id, version } = order;
          order = await this.#insist((key) =>
            hub.invoke("setOrderStatus", { id, to, version, key }, { timeoutMs: 10_000 }),
          );
        }
      }
    } finally {
      hub.close();
    }
  }

  /** One command under one key until it is answered. Null when it was refused for good. */
  async #insist(send: (key: string) => Promise<Item>): Promise<Item | null> {
    const key = randomUUID();
    const sentMs = performance.now();
    const endMs = sentMs + (this.#options.patienceMs ?? 60_000);
    for (;;) {
      try {
        const { id, version } = await send(key);
        this.acknowledged.push({ id, version, sentMs, atMs: performance.now() });
        for (const look of [...this.#watchers]) look();
        return { id, version };
      } catch (error) {
        if (!isPassing(error)) {
          this.refused.push(String(error));
          return null;
        }
        if (performance.now() > endMs) throw error;
        this.#retries += 1;
        await wait(retryAfterMs);
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  if (isHubError(error)) return passing.has(error.code);
  if (error instanceof RestError) return error.status >= 500 || error.status === 401 || error.status === 429;
  return true;
}
