/**
 * What a PostgreSQL client sends, cut into messages (protocol 3, "Message Formats" in the PostgreSQL manual).
 * `endsUnit`: the server acts on what came so far. `endsReady`: it will answer with ReadyForQuery.
 */
export type Frame =
  | { kind: "encryptionRequest" }
  | { kind: "cancelRequest" }
  | { kind: "startup"; bytes: Buffer }
  | { kind: "terminate" }
  | { kind: "message"; bytes: Buffer; endsUnit: boolean; endsReady: boolean };

/** Major version 3, whatever the minor one. */
const PROTOCOL_MAJOR = 3;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;

/** The server's own limit for one message. */
const MAX_MESSAGE_BYTES = 2 ** 30;

/** Bind, Close, Describe, Execute, Flush, Parse, Query, Sync, Terminate, and what a client sends during COPY. */
const MESSAGE_TYPES = "BCDEHPQSXdcf";

/** Cuts one client's bytes into frames, whatever the chunks they arrive in. Throws if they are not PostgreSQL's. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Total bytes needed before the next frame can be complete. */
  #needed = 8;
  #started = false;

  *read(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Joined only when enough is there: a large message arrives in many chunks.
    while (this.#bytes >= this.#needed) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      this.#chunks = [all];
      const length = this.#started ? 1 + all.readUInt32BE(1) : all.readUInt32BE(0);
      if (length < (this.#started ? 5 : 8) || length > MAX_MESSAGE_BYTES)
        throw new Error(`Impossible length ${length}`);
      if (all.length < length) {
        this.#needed = length;
        return;
      }
      this.#chunks = [all.subarray(length)];
      this.#bytes -= length;
      yield this.#started ? readMessage(all.subarray(0, length)) : this.#readOpening(all.subarray(0, length));
      this.#needed = this.#started ? 5 : 8;
    }
  }

  /** Before the startup message, messages have no type byte. */
  #readOpening(bytes: Buffer): Frame {
    const code = bytes.readUInt32BE(4);
    switch (code) {
      case SSL_REQUEST:
      case GSS_REQUEST:
        return { kind: "encryptionRequest" };
      case CANCEL_REQUEST:
        return { kind: "cancelRequest" };
      default:
        if (code >>> 16 !== PROTOCOL_MAJOR) throw new Error(`Unknown protocol ${code}`);
        this.#started = true;
        return { kind: "startup", bytes };
    }
  }
}

function readMessage(bytes: Buffer): Frame {
  const type = String.fromCharCode(bytes[0] ?? 0);
  if (!MESSAGE_TYPES.includes(type)) throw new Error(`Unknown message type ${bytes[0]}`);
  if (type === "X") return { kind: "terminate" };
  const endsReady = type === "S" || type === "Q";
  return { kind: "message", bytes, endsReady, endsUnit: endsReady || type === "H" };
}
