import type { Namespace } from "socket.io";

/** What came back from a question to the other nodes. */
export interface Answers {
  /** In no particular order; who had nothing to say has said nothing. */
  readonly given: readonly unknown[];
  /** Somebody who is known to live has not answered in time. */
  readonly isPartial: boolean;
}

export interface NodesChange {
  readonly came: readonly string[];
  readonly went: readonly string[];
}

/**
 * The way between the nodes of one installation. It is a hint and never the truth: while it is away nothing waits for it, and what was told
 * meanwhile is lost. What nodes say of each other is read with care: they may be of another version for a while.
 */
export interface Backplane extends AsyncDisposable {
  /** This process among the others; another one after each start. */
  readonly nodeId: string;
  /** How Socket.IO reaches the connections of other nodes; absent where there are none. */
  readonly adapter: ((namespace: Namespace) => unknown) | undefined;
  /** Whether what this node tells comes through. */
  readonly isUp: boolean;
  /** Ids of the other nodes that live. */
  others(): readonly string[];
  onOthers(listener: (change: NodesChange) => void): void;
  /** Tells every other node, in the order of the calls. Never waits and never throws. */
  tell(kind: string, message: unknown): void;
  /** The one listener of a kind. A node does not hear itself. */
  onTold(kind: string, listener: (message: unknown, from: string) => void): void;
  /** Asks every other node, or one of them. Resolves after `timeoutMs` (1,000 by default) at the latest. Never rejects. */
  ask(kind: string, question: unknown, options?: { timeoutMs?: number; of?: string }): Promise<Answers>;
  /** The one who answers a kind; undefined and a rejection are "nothing to say". */
  onAsked(kind: string, answer: (question: unknown, from: string) => unknown): void;
}

const nobody: Answers = { given: [], isPartial: false };

/** For a process that is alone. */
export const aloneBackplane = (): Backplane => ({
  nodeId: "alone",
  adapter: undefined,
  isUp: true,
  others: () => [],
  onOthers: () => undefined,
  tell: () => undefined,
  onTold: () => undefined,
  ask: async () => nobody,
  onAsked: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
});
