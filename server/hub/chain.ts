import type { Message } from "./message";

/**
 * What waits for a connection, as the newest link of a chain. Connections that were given the same messages share it, so that
 * joining them is done once per audience and not per connection.
 */
export class ChainNode {
  readonly before: ChainNode | undefined;
  readonly message: Message;
  /** Messages and bytes up to and including this one. */
  readonly count: number;
  readonly bytes: number;
  readonly #frame: Buffer;
  #after: ChainNode | undefined;
  #joined: Buffer | undefined;

  constructor(before: ChainNode | undefined, message: Message, frame: Buffer) {
    this.before = before;
    this.message = message;
    this.count = (before?.count ?? 0) + 1;
    this.bytes = (before?.bytes ?? 0) + frame.length;
    this.#frame = frame;
  }

  /** Whoever appends the same message next gets the same node. */
  append(message: Message, frame: Buffer): ChainNode {
    if (this.#after?.message !== message) this.#after = new ChainNode(this, message, frame);
    return this.#after;
  }

  /** All frames of the chain behind one another. */
  joined(): Buffer {
    this.#joined ??= this.before === undefined ? this.#frame : Buffer.concat(this.#frames(), this.bytes);
    return this.#joined;
  }

  messages(): Message[] {
    return this.#nodes().map((node) => node.message);
  }

  #frames(): Buffer[] {
    return this.#nodes().map((node) => node.#frame);
  }

  #nodes(): ChainNode[] {
    const nodes: ChainNode[] = [];
    for (let node: ChainNode | undefined = this; node !== undefined; node = node.before) nodes.push(node);
    return nodes.reverse();
  }
}

/** Where the chains of one encoding begin. */
export class ChainStart {
  #first: ChainNode | undefined;

  append(message: Message, frame: Buffer): ChainNode {
    if (this.#first?.message !== message) this.#first = new ChainNode(undefined, message, frame);
    return this.#first;
  }

  forget(): void {
    this.#first = undefined;
  }
}
