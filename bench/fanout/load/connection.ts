import type { Socket } from "node:net";
import { connect } from "node:net";
import type { OpenInput } from "../messages";
import { clientFrame, opcodes } from "./client-frame";
import type { Dialect } from "./dialects";
import { checkReply, inputOf } from "./dialects";
import { FrameReader } from "./frame-reader";

/** All reads of all connections land here, one after the other: a reader costs no allocation and no stream. */
const readBuffer = Buffer.alloc(64 * 1024);
const headerEnd = "\r\n\r\n";

export interface ConnectionOptions extends Pick<OpenInput, "port" | "calls" | "resume"> {
  dialect: Dialect;
  token: string | null;
  query: string;
  /** Sees every data frame first; returns whether it was one to count, of which the dialect needs to know nothing. */
  isCounted: (data: Buffer, start: number, end: number) => boolean;
  onLive: (connection: Connection) => void;
  onFault: (error: Error) => void;
}

/** One client: a bare TCP socket that speaks just enough to become live, stay it, and be counted. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  #head: string | null = "";
  #callsMade = 0;
  #isEnded = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { dialect, port, query } = options;
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (bytes) => {
          this.#read(readBuffer.subarray(0, bytes));
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("A connection was closed by the server.")));
    const separator = dialect.path.includes("?") ? "&" : "?";
    this.#socket.write(
      `GET ${dialect.path}${query === "" ? "" : separator + query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==${headerEnd}`,
    );
  }

  /** Stops reading from the network. What the server does then is no fault. */
  stall(): void {
    this.#isEnded = true;
    this.#socket.pause();
  }

  /** Resolves when the socket is gone, without a goodbye. */
  cut(): Promise<void> {
    this.#isEnded = true;
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.destroy();
    });
  }

  #read(chunk: Buffer): void {
    try {
      this.#frames.read(this.#head === null ? chunk : this.#readHead(chunk, this.#head), this.#onFrame);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Returns what follows the answer to the upgrade. */
  #readHead(chunk: Buffer, before: string): Buffer {
    const head = before + chunk.toString("latin1");
    const end = head.indexOf(headerEnd);
    this.#head = end < 0 ? head : null;
    if (end < 0) return chunk.subarray(chunk.length);
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(`The upgrade was answered by ${head.slice(0, 60)}`);
    if (!this.#options.dialect.isGreeted) this.#options.onLive(this);
    return chunk.subarray(end + headerEnd.length - before.length);
  }

  readonly #onFrame = (opcode: number, data: Buffer, start: number, end: number): void => {
    if (opcode === opcodes.text || opcode === opcodes.binary) {
      if (this.#options.isCounted(data, start, end)) return;
      this.#hear(opcode === opcodes.text ? data.toString("latin1", start, end) : data.subarray(start, end));
    } else if (opcode === opcodes.ping) {
      this.#socket.write(clientFrame(data.subarray(start, end), opcodes.pong));
    } else if (opcode === opcodes.close) {
      throw new Error(`The server closed a WebSocket: ${data.toString("utf8", start, end).slice(2)}`);
    }
  };

  #hear(frame: string | Buffer): void {
    const { dialect, token, calls, resume } = this.#options;
    const heard = dialect.hear(frame);
    switch (heard.kind) {
      case "opened":
        this.#send(dialect.connect(token));
        return;
      case "ping":
        this.#send("3");
        return;
      case "refused":
        throw new Error(`A connection was refused: ${heard.reason}`);
      case "reply": {
        const made = calls[this.#callsMade - 1];
        if (made !== undefined) checkReply(made, heard.value, resume);
        this.#goOn();
        return;
      }
      case "connected":
        this.#goOn();
        return;
      case "other":
        return;
    }
  }

  /** Makes the next call; live is who has had an answer to all of them. */
  #goOn(): void {
    const { dialect, calls, resume } = this.#options;
    const call = calls[this.#callsMade];
    if (call === undefined) this.#options.onLive(this);
    else {
      this.#callsMade += 1;
      this.#send(dialect.call(call, this.#callsMade, inputOf(call, resume)));
    }
  }

  #send(payload: string | Uint8Array): void {
    this.#socket.write(clientFrame(payload));
  }

  #fail(error: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#options.onFault(error);
  }
}
