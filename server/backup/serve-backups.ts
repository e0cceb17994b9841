import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Logger } from "pino";
import type { BackupDesk } from "@/lib/db/backup/backup-desk";
import { type BackupAnswer, BackupRequest, findBackupSocket, maxRequestBytes } from "./message";

export interface ServeBackupsOptions {
  desk: BackupDesk;
  dataDir: string;
  log: Logger;
}

/**
 * Takes requests of `npm run backup` on a socket in the data directory, until disposed: this process holds the embedded database,
 * and only from here can its watch be told what happens. Whoever asked and goes away, or the end of this process, ends the backup.
 */
export async function serveBackups({ desk, dataDir, log }: ServeBackupsOptions): Promise<AsyncDisposable> {
  const path = await findBackupSocket(dataDir);
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const running = new Set<Promise<void>>();

  async function answer(line: string, signal: AbortSignal): Promise<BackupAnswer> {
    try {
      const { backup: file } = BackupRequest.parse(JSON.parse(line));
      const { rows, bytes, totalMs } = await desk.write(file, signal);
      log.info({ path: file, rows, bytes, totalMs: Math.round(totalMs) }, "backed up on request");
      return { ok: true, rows, bytes, totalMs };
    } catch (error) {
      log.warn({ err: error }, "a backup on request failed");
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }

  const server = createServer((socket) => {
    open.add(socket);
    const gone = new AbortController();
    // A client that died is no error of ours; `close` follows in any case.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      open.delete(socket);
      gone.abort(new Error("whoever asked for it has gone"));
    });
    socket.on("data", () => {
      if (socket.bytesRead > maxRequestBytes) socket.destroy();
    });
    createInterface({ input: socket }).once("line", (line) => {
      const done = answer(line, gone.signal)
        .then((result) => void socket.end(`${JSON.stringify(result)}\n`))
        .finally(() => running.delete(done));
      running.add(done);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });

  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await Promise.all(running);
      await closed;
    },
  };
}
