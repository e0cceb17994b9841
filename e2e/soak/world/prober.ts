import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { BrokenPromise } from "../row";
import type { World } from "./world";

const everyMs = 50;
const patienceMs = 15_000;

type Kind = "read" | "write";

interface Probe {
  kind: Kind;
  askedMs: number;
  answeredMs: number;
  status: number;
  body: string;
}

/** Reads and writes all the time, each once, and notes how it was answered: what a caller sees who does not try again. */
export class Prober {
  readonly #world: Pick<World, "url" | "tokens">;
  readonly #probes: Probe[] = [];
  readonly #running: Promise<unknown>;
  #isStopped = false;

  constructor(world: Pick<World, "url" | "tokens">) {
    this.#world = world;
    this.#running = Promise.all([this.#run("read"), this.#run("write")]);
  }

  /** Throws BrokenPromise for an answer that is neither a success nor 503 UNAVAILABLE. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
    const wrong = this.#probes.find(({ status, body }) => status >= 300 && !isUnavailable(status, body));
    if (wrong !== undefined) throw new BrokenPromise(`a ${wrong.kind} was answered ${wrong.status}: ${wrong.body}`);
  }

  /** The longest time from the question of one that failed to the answer of the next that did not; 0 when none failed. */
  longestAwayMs(kind: Kind): number {
    let longestMs = 0;
    let sinceMs: number | null = null;
    const probes = this.#probes.filter((each) => each.kind === kind);
    for (const { status, askedMs, answeredMs } of probes) {
      // A late answer is an absence too.
      longestMs = Math.max(longestMs, answeredMs - (sinceMs ?? Math.max(askedMs, answeredMs - patienceMs)));
      if (status < 300) sinceMs = null;
      else sinceMs ??= askedMs;
    }
    return longestMs;
  }

  /** How many were asked and answered in that time, with 503 and otherwise. */
  answersTo(kind: Kind, fromMs: number, toMs: number): { unavailable: number; done: number } {
    const asked = this.#probes.filter((each) => each.kind === kind && each.askedMs >= fromMs && each.answeredMs < toMs);
    const unavailable = asked.filter(({ status }) => status === 503).length;
    return { unavailable, done: asked.length - unavailable };
  }

  async #run(kind: Kind): Promise<void> {
    while (!this.#isStopped) {
      const askedMs = performance.now();
      const { status, body } = await this.#ask(kind);
      this.#probes.push({ kind, askedMs, answeredMs: performance.now(), status, body });
      await wait(everyMs);
    }
  }

  async #ask(kind: Kind): Promise<Pick<Probe, "status" | "body">> {
    const { url, tokens } = this.#world;
    try {
      const authorization = `Bearer ${await tokens.of("admin")}`;
      const signal = AbortSignal.timeout(patienceMs);
      const headers = { authorization, "content-type": "application/json", "idempotency-key": randomUUID() };
      const response = await (kind === "read"
        ? fetch(`${url}/api/orders?limit=1`, { headers, signal })
        : fetch(`${url}/api/admin/broadcasts`, { method: "POST", headers, signal, body: JSON.stringify(probe) }));
      return { status: response.status, body: await response.text() };
    } catch (error) {
      return { status: 599, body: String(error) };
    }
  }
}

const probe = { severity: "info", title: "A probe", body: "Is anybody there?", audience: { roles: ["viewer"] } };

const isUnavailable = (status: number, body: string): boolean => status === 503 && body.includes('"UNAVAILABLE"');
