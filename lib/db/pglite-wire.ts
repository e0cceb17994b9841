import { createServer, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";
import { type Frame, FrameReader } from "./postgres-frames";

/** Bytes a client's answer may gather before it is written out. */
const FLUSH_BYTES = 64 * 1024;

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

  const drain = async (): Promise<void> => {
    for (let unit = takeNext(); unit !== undefined && !stopped; unit = takeNext()) {
      await execute(db, unit);
      transactionOwner = db.isInTransaction() ? unit.client : null;
      if (transactionOwner !== null && !clients.has(transactionOwner)) await rollBack();
    }
  };

  const rollBack = async (): Promise<void> => {
    transactionOwner = null;
    await db.exec("ROLLBACK");
  };

  const run = (work: () => Promise<void>): void => {
    if (running !== null || stopped) return;
    running = work()
      .catch((error: unknown) => {
        stopped = true;
        // What emscripten throws when the program ends is no Error.
        options.onBroken(error instanceof Error ? error : new Error(`PGlite ended: ${JSON.stringify(error)}`));
      })
      .finally(() => {
        running = null;
        // What came in after the last look.
        if (queue.some(mayRun)) run(drain);
      });
  };

  const leave = (client: Client): void => {
    if (!clients.delete(client)) return;
    queue = queue.filter((unit) => unit.client !== client);
    if (transactionOwner === client) run(() => rollBack().then(drain));
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
        run(drain);
        return;
      case "message":
        client.batch.push(frame.bytes);
        if (!frame.endsUnit) return;
        queue.push({ client, message: Buffer.concat(client.batch), endsReady: frame.endsReady });
        client.batch = [];
        run(drain);
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

/** Runs one unit and writes its answer. Throws if the answer does not end as the protocol demands. */
async function execute(db: PGlite, unit: Unit): Promise<void> {
  const { socket } = unit.client;
  let chunks: Buffer[] = [];
  let bytes = 0;
  let lastChunk = Buffer.alloc(0);
  const flush = (): void => {
    if (chunks.length > 0 && socket.writable) socket.write(Buffer.concat(chunks));
    chunks = [];
    bytes = 0;
  };
  await db.runExclusive(() =>
    db.execProtocolRawStream(new Uint8Array(unit.message.buffer, unit.message.byteOffset, unit.message.byteLength), {
      onRawData: (data) => {
        lastChunk = Buffer.from(data);
        chunks.push(lastChunk);
        bytes += lastChunk.length;
        if (bytes >= FLUSH_BYTES) flush();
      },
    }),
  );
  flush();
  // ReadyForQuery: 'Z', length 5, transaction state. Without it the client waits for ever and PGlite's loop is broken.
  if (unit.endsReady && lastChunk.at(-6) !== 0x5a) throw new Error("PGlite ended a query without ReadyForQuery");
}
