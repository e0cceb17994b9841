import { createServer, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";
import { type Frame, FrameReader } from "./postgres-frames";

/** Bytes a client's answer may gather before it is written out. */
const FLUSH_BYTES = 64 * 1024;
const READY_FOR_QUERY_BYTES = 6;
/** A Query message. */
const ROLLBACK = Buffer.from("Q\0\0\0\x0dROLLBACK\0", "latin1");

interface Client {
  socket: Socket;
  reader: FrameReader;
  /** Messages since the last one that ended a unit: nothing of them has reached the database yet. */
  batch: Buffer[];
}

interface Unit {
  client: Client;
  message: Buffer;
  endsReady: boolean;
}

/**
 * Serves one PGlite to many PostgreSQL clients over a Unix socket, until disposed.
 *
 * All clients share one backend, with one unnamed statement and one transaction. So what a client sends up to its
 * Sync runs as one unit, and while a client's transaction is open, nobody else's unit runs. A client that leaves has
 * its unfinished messages dropped and its transaction rolled back.
 * (`@electric-sql/pglite-socket` 0.2.17 queues each message by itself: after a transaction, the waiting clients' Parse
 * and Bind mix, and they receive each other's rows.)
 *
 * `onBroken` is told, once, when PGlite no longer answers as the protocol demands; nothing is served after that.
 */
export async function servePglite(
  db: PGlite,
  options: { path: string; maxConnections: number; onBroken: (error: Error) => void },
): Promise<AsyncDisposable> {
  const clients = new Set<Client>();
  let queue: Unit[] = [];
  let transactionOwner: Client | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;

  const mayRun = (unit: Unit): boolean => transactionOwner === null || unit.client === transactionOwner;

  const takeNext = (): Unit | undefined => {
    const index = queue.findIndex(mayRun);
    return index === -1 ? undefined : queue.splice(index, 1)[0];
  };

  const ownerIsGone = (): boolean => transactionOwner !== null && !clients.has(transactionOwner);

  const drain = async (): Promise<void> => {
    while (!stopped) {
      if (ownerIsGone()) {
        await execute(db, ROLLBACK, () => undefined);
        transactionOwner = null;
      }
      const unit = takeNext();
      if (unit === undefined) return;
      const { socket } = unit.client;
      const lastBytes = await execute(db, unit.message, (answer) => socket.writable && socket.write(answer));
      if (unit.endsReady && !isReadyForQuery(lastBytes)) throw new Error("PGlite ended a query without ReadyForQuery");
      transactionOwner = db.isInTransaction() ? unit.client : null;
    }
  };

  const run = (): void => {
    if (running !== null || stopped) return;
    running = drain()
      .catch((error: unknown) => {
        stopped = true;
        // What emscripten throws when the program ends is no Error.
        options.onBroken(error instanceof Error ? error : new Error(`PGlite ended: ${JSON.stringify(error)}`));
      })
      .finally(() => {
        running = null;
        // What came in after the last look.
        if (queue.some(mayRun) || ownerIsGone()) run();
      });
  };

  const leave = (client: Client): void => {
    clients.delete(client);
    queue = queue.filter((unit) => unit.client !== client);
    run();
  };

  const receive = (client: Client, frame: Frame): void => {
    switch (frame.kind) {
      case "encryptionRequest":
        client.socket.write("N");
        return;
      case "cancelRequest":
      case "terminate":
        client.socket.end();
        return;
      case "startup":
        queue.push({ client, message: frame.bytes, endsReady: true });
        run();
        return;
      case "message":
        client.batch.push(frame.bytes);
        if (!frame.endsUnit) return;
        queue.push({ client, message: Buffer.concat(client.batch), endsReady: frame.endsReady });
        client.batch = [];
        run();
        return;
    }
  };

  const server = createServer((socket) => {
    const client: Client = { socket, reader: new FrameReader(), batch: [] };
    clients.add(client);
    socket.on("data", (chunk) => {
      try {
        for (const frame of client.reader.read(chunk)) receive(client, frame);
      } catch (error) {
        // Not PostgreSQL's protocol: PGlite would end itself over it.
        socket.destroy(error as Error);
      }
    });
    // A client that died is not an error of ours; `close` follows in any case.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => leave(client));
  });
  server.maxConnections = options.maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.path, resolve);
  });

  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of clients) client.socket.destroy();
      await running;
      await closed;
    },
  };
}

/** Has PGlite act on a client's messages, hands its answer over in pieces, and returns the answer's last bytes. */
async function execute(db: PGlite, message: Buffer, write: (answer: Buffer) => void): Promise<Buffer> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let lastBytes = Buffer.alloc(0);
  const flush = (): void => {
    if (bytes > 0) write(Buffer.concat(pieces));
    pieces = [];
    bytes = 0;
  };
  await db.runExclusive(() =>
    db.execProtocolRawStream(new Uint8Array(message.buffer, message.byteOffset, message.byteLength), {
      onRawData: (data) => {
        // A copy: the data lies in PGlite's memory, and the next piece overwrites it.
        const piece = Buffer.from(data);
        pieces.push(piece);
        bytes += piece.length;
        lastBytes = Buffer.concat([lastBytes, piece.subarray(-READY_FOR_QUERY_BYTES)]).subarray(-READY_FOR_QUERY_BYTES);
        if (bytes >= FLUSH_BYTES) flush();
      },
    }),
  );
  flush();
  return lastBytes;
}

/** 'Z', its length 5, and the transaction's state; without it the client would wait for ever. */
function isReadyForQuery(lastBytes: Buffer): boolean {
  return (
    lastBytes.length === READY_FOR_QUERY_BYTES && lastBytes.readUInt8(0) === 0x5a && lastBytes.readUInt32BE(1) === 5
  );
}
