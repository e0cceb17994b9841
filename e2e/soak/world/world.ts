import { randomUUID } from "node:crypto";
import type { DemoRole } from "@/e2e/fixtures/api";
import { orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import type { Wire } from "../clients/client";
import { Fleet } from "../clients/fleet";
import type { Item } from "../oracle/entries";
import { isFaultless, judge } from "../oracle/judge";
import { BrokenPromise } from "../row";
import { Broadcaster } from "./broadcaster";
import { Rest } from "./rest";
import { Tokens } from "./tokens";
import { Writer, type WriterOptions } from "./writer";

export interface CrowdOptions {
  clients: number;
  wires?: readonly Wire[];
}

export interface WorldOptions extends CrowdOptions {
  /** The server's bundle; absent, the built one. */
  program?: string;
  env?: Record<string, string>;
  /** Where clients and writers connect, such as a proxy before the server. */
  urlFor?: (server: ServerProcess) => Promise<string>;
}

/** What a judged piece of time held. */
export interface Judged {
  written: number;
  /** Commands that were sent again because no answer came. */
  retries: number;
  /** Announced resyncs of clients. */
  resyncs: number;
}

const catchUpWithinMs = 60_000;
/** As many as a suite needs: limits are not what is tested here. */
export const openLimits = { MAX_CONNECTIONS_PER_USER: "10000", MAX_CONNECTIONS_PER_ADDRESS: "100000" };

/** A server or several, clients of every wire and role, and those who write; with the oracle over all of them. */
export class World<System extends AsyncDisposable = ServerProcess> implements AsyncDisposable {
  readonly system: System;
  /** Where clients are, one after the other. */
  readonly urls: readonly string[];
  /** Of them, the one at which is written and read. */
  readonly url: string;
  readonly tokens: Tokens;
  #fleet: Fleet;
  readonly operator: Rest;
  readonly admin: Rest;
  #writer: Writer | undefined;
  #broadcaster: Broadcaster | undefined;
  /** What was in the database before, of rounds that were judged. */
  #before: Item[] = [];
  readonly #single: Item[] = [];

  private constructor(system: System, urls: readonly [string, ...string[]], tokens: Tokens, fleet: Fleet) {
    this.system = system;
    this.urls = urls;
    this.url = urls[0];
    this.tokens = tokens;
    this.#fleet = fleet;
    this.operator = new Rest(this.url, tokens, "operator");
    this.admin = new Rest(this.url, tokens, "admin");
  }

  static async open(options: WorldOptions): Promise<World> {
    const env = { ...openLimits, ...options.env };
    const server = await ServerProcess.start({ program: options.program, env });
    return World.around(server, async () => [(await options.urlFor?.(server)) ?? server.url], options);
  }

  /** Around what runs already; it ends with the world, and when there is none. Its first address is the one at which is written. */
  static async around<System extends AsyncDisposable>(
    system: System,
    urlsOf: (system: System) => Promise<readonly [string, ...string[]]>,
    { clients, wires }: CrowdOptions,
  ): Promise<World<System>> {
    try {
      const urls = await urlsOf(system);
      const tokens = new Tokens(urls[0]);
      return new World(system, urls, tokens, await Fleet.start(urls, tokens, clients, wires));
    } catch (error) {
      await system[Symbol.asyncDispose]();
      throw error;
    }
  }

  get fleet(): Fleet {
    return this.#fleet;
  }

  /** Newcomers, who start with a snapshot of what is there now. */
  async addClients(count: number, wires?: readonly Wire[]): Promise<void> {
    const added = await Fleet.start(this.urls, this.tokens, count, wires);
    this.#fleet = new Fleet([...this.#fleet.clients, ...added.clients]);
  }

  /** Orders at a pace, and beside them notifications that not everybody may see. */
  write(eventsPerSecond: number, options: Pick<WriterOptions, "patienceMs" | "body"> = {}): Writer {
    this.#writer = new Writer({ url: this.url, tokens: this.tokens, eventsPerSecond, ...options });
    this.#broadcaster = new Broadcaster(this.admin);
    return this.#writer;
  }

  /** Resolves when every command that was begun has been answered, and nothing more is written. */
  async pause(): Promise<void> {
    await Promise.all([this.#writer?.stop(), this.#broadcaster?.stop()]);
  }

  /** One order, beside whatever else is written. */
  async writeOne(): Promise<Item> {
    const [key, body] = [randomUUID(), orderBody(uniqueNumber())];
    return this.noteWritten(await insist(() => this.operator.post<Item>("/api/orders", key, body)));
  }

  /** Something that was written beside the writer. */
  noteWritten({ id, version }: Item): Item {
    this.#single.push({ id, version });
    return { id, version };
  }

  /**
   * Ends the writing, waits until every client has had all of it, and asks the oracle. Throws BrokenPromise. Afterwards writing
   * may begin anew.
   */
  async judge(): Promise<Judged> {
    await this.pause();
    const writer = this.#writer;
    this.#writer = undefined;
    const { acknowledged = [], refused = [], retries = 0 } = writer ?? {};
    if (refused.length > 0) throw new BrokenPromise(`${refused.length} commands were refused: ${refused[0]}`);
    const last = await this.writeOne();
    const notice = await insist(() => this.admin.post<Item>("/api/admin/broadcasts", randomUUID(), lastWords));
    // All came before these two, so whoever has them has everything that it will be given.
    await Promise.all([
      this.fleet.allShow("orders", last, catchUpWithinMs),
      this.fleet.allShow("notifications", notice, catchUpWithinMs),
    ]);
    const written = [...this.#before, ...acknowledged, ...this.#single.splice(0)];
    const orders = await this.operator.list("orders");
    this.#demand(judge({ written, database: orders, logs: this.fleet.recorders("orders") }));
    for (const role of ["viewer", "operator", "admin"] as const) await this.#judgeNotifications(role);
    const resyncs = this.fleet.recorders().reduce((sum, each) => sum + each.resyncs, 0);
    for (const recorder of this.fleet.recorders()) recorder.rebase();
    this.#before = orders;
    return { written: acknowledged.length, retries, resyncs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.fleet.stop();
    // Its commands may never be answered now.
    void this.#writer?.stop().catch(() => undefined);
    void this.#broadcaster?.stop().catch(() => undefined);
    await this.system[Symbol.asyncDispose]();
  }

  async #judgeNotifications(role: DemoRole): Promise<void> {
    const database = await new Rest(this.url, this.tokens, role).list("notifications");
    const logs = this.fleet.clients.filter((client) => client.role === role);
    this.#demand(judge({ written: null, database, logs: logs.map(({ recorders }) => recorders.notifications) }));
  }

  #demand(verdict: ReturnType<typeof judge>): void {
    if (isFaultless(verdict)) return;
    const { words, ...counts } = verdict;
    throw new BrokenPromise(`${JSON.stringify(counts)}\n    ${words.join("\n    ")}`);
  }
}

const lastWords = {
  severity: "info",
  title: "The round is over",
  body: "Everything else came before this.",
  audience: { roles: ["viewer", "operator", "admin"] },
};

/** Sends until it is answered: the server may have only just come back. */
async function insist<T>(send: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + catchUpWithinMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
