import { randomUUID } from "node:crypto";
import type { HubLog } from "../log";
import type { Answers, Backplane, NodesChange } from "./backplane";
import { Members } from "./members";

/** One message between nodes, as it travels. */
export interface NodeMessage {
  /** Who says it. */
  from: string;
  kind: string;
  body?: unknown;
  /** A question has one; its answer repeats it. */
  id?: string;
  /** For one node alone. */
  to?: string;
}

interface Transport {
  /** Never waits and never throws. */
  send(message: NodeMessage): void;
  isUp(): boolean;
}

export interface ConversationOptions {
  nodeId: string;
  log: HubLog;
  transport: Transport;
  /** How often a node says that it lives. */
  beatMs?: number;
  /** A node that was silent for so long, while this one was heard, is gone. */
  goneAfterMs?: number;
}

interface Asked {
  waitingFor: Set<string>;
  given: unknown[];
  end(isPartial: boolean): void;
}

const usualBeatMs = 1_000;
const usualGoneAfterMs = 5_000;
const answerKind = "answer";
const beatKind = "beat";
const goodbyeKind = "goodbye";

/** Who lives, who is told, and who is asked, over any transport that carries messages in order and may lose some. */
export class Conversation implements Omit<Backplane, "adapter" | typeof Symbol.asyncDispose> {
  readonly nodeId: string;
  readonly #options: ConversationOptions;
  readonly #members: Members;
  readonly #told = new Map<string, (message: unknown, from: string) => void>();
  readonly #answerers = new Map<string, (question: unknown, from: string) => unknown>();
  readonly #asked = new Map<string, Asked>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: ConversationOptions) {
    const { nodeId, beatMs = usualBeatMs, goneAfterMs = usualGoneAfterMs } = options;
    this.nodeId = nodeId;
    this.#options = options;
    this.#members = new Members(goneAfterMs, (gone) => this.#giveUpOn(gone));
    this.#timer = setInterval(() => this.#beat(), beatMs).unref();
    this.#beat();
  }

  get isUp(): boolean {
    const { transport, goneAfterMs = usualGoneAfterMs } = this.#options;
    return transport.isUp() && this.#members.hearsItself(goneAfterMs);
  }

  others(): readonly string[] {
    return this.#members.ids();
  }

  onOthers(listener: (change: NodesChange) => void): void {
    this.#members.onChange(listener);
  }

  tell(kind: string, message: unknown): void {
    this.#send({ from: this.nodeId, kind, body: message });
  }

  onTold(kind: string, listener: (message: unknown, from: string) => void): void {
    this.#register(this.#told, kind, listener);
  }

  onAsked(kind: string, answer: (question: unknown, from: string) => unknown): void {
    this.#register(this.#answerers, kind, answer);
  }

  ask(
    kind: string,
    question: unknown,
    { timeoutMs = 1_000, of }: { timeoutMs?: number; of?: string } = {},
  ): Promise<Answers> {
    const asked = this.others().filter((id) => of === undefined || id === of);
    if (asked.length === 0) return Promise.resolve({ given: [], isPartial: of !== undefined });
    // What is not sent is not waited for.
    if (!this.isUp) return Promise.resolve({ given: [], isPartial: true });
    const id = randomUUID();
    return new Promise((resolve) => {
      const given: unknown[] = [];
      const end = (isPartial: boolean) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve({ given, isPartial });
      };
      const timer = setTimeout(() => end(true), timeoutMs);
      this.#asked.set(id, { waitingFor: new Set(asked), given, end });
      this.#send({ from: this.nodeId, kind, body: question, id, ...(of !== undefined && { to: of }) });
    });
  }

  /** Something was read from the transport, in order; also what this node has sent. */
  receive(message: NodeMessage): void {
    const { from, kind, to } = message;
    if (from === this.nodeId) this.#members.heardSelf();
    else if (kind === goodbyeKind) this.#members.left(from);
    else {
      this.#members.heard(from);
      if (kind !== beatKind && (to === undefined || to === this.nodeId)) this.#use(message);
    }
  }

  /** Says goodbye, so that nobody waits for this node to be found gone. */
  close(): void {
    clearInterval(this.#timer);
    this.#send({ from: this.nodeId, kind: goodbyeKind });
    for (const { end } of [...this.#asked.values()]) end(true);
  }

  #use({ from, kind, body, id }: NodeMessage): void {
    try {
      if (kind === answerKind) this.#onAnswer(id ?? "", from, body);
      else if (id === undefined) this.#told.get(kind)?.(body, from);
      else void this.#answer(kind, id, from, body);
    } catch (error) {
      this.#options.log.error({ err: error, kind, from }, "a message from another node could not be used");
    }
  }

  #beat(): void {
    this.#members.look();
    this.#send({ from: this.nodeId, kind: beatKind });
  }

  #send(message: NodeMessage): void {
    this.#options.transport.send(message);
  }

  #register<T>(listeners: Map<string, T>, kind: string, listener: T): void {
    if (listeners.has(kind)) throw new Error(`Somebody listens to "${kind}" already.`);
    listeners.set(kind, listener);
  }

  async #answer(kind: string, id: string, to: string, question: unknown): Promise<void> {
    let body: unknown;
    try {
      body = await this.#answerers.get(kind)?.(question, to);
    } catch (error) {
      this.#options.log.error({ err: error, kind, from: to }, "a question of another node could not be answered");
    }
    this.#send({ from: this.nodeId, kind: answerKind, id, to, ...(body !== undefined && { body }) });
  }

  #onAnswer(id: string, from: string, body: unknown): void {
    const asked = this.#asked.get(id);
    if (asked === undefined || !asked.waitingFor.delete(from)) return;
    if (body !== undefined) asked.given.push(body);
    if (asked.waitingFor.size === 0) asked.end(false);
  }

  #giveUpOn(gone: readonly string[]): void {
    for (const asked of [...this.#asked.values()]) {
      for (const id of gone) asked.waitingFor.delete(id);
      if (asked.waitingFor.size === 0) asked.end(true);
    }
  }
}
