import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Unix socket's path is silently cut at 108 bytes. */
const MAX_SOCKET_PATH_BYTES = 100;

/** The name under which pg looks for a server in a folder. */
export const SOCKET_NAME = ".s.PGSQL.5432";

/**
 * The folder for sockets, mode 0700: `socket` in the data directory, or a temporary one that `socket` points to if a path in it
 * would be too long.
 */
export async function createSocketDir(dataDir: string): Promise<AsyncDisposable & { path: string }> {
  const path = join(dataDir, "socket");
  await removeLink(path);
  if (Buffer.byteLength(join(path, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return { path, [Symbol.asyncDispose]: () => rm(join(path, SOCKET_NAME), { force: true }) };
  }
  const temporary = await mkdtemp(join(tmpdir(), "pulseboard-"));
  await rm(path, { recursive: true, force: true });
  await symlink(temporary, path);
  return {
    path: temporary,
    async [Symbol.asyncDispose]() {
      await removeLink(path);
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

/** Where the sockets of the server that runs on this data directory are. Throws ENOENT when none has ever run. */
export const findSocketDir = (dataDir: string): Promise<string> => realpath(join(dataDir, "socket"));

/** Also what a killed process left. */
async function removeLink(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found?.isSymbolicLink()) await rm(path);
}

/**
 * Makes the folder for the database's files (mode 0700) ready for PGlite. Call `finish` when the database has started
 * once: one whose creation was interrupted is incomplete although it looks complete, and is created anew here.
 */
export async function prepareFilesDir(dataDir: string): Promise<{ path: string; finish(): Promise<void> }> {
  const path = join(dataDir, "pgdata");
  const creatingMark = join(dataDir, "pgdata.creating");
  if (existsSync(creatingMark)) await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (!existsSync(join(path, "PG_VERSION"))) await writeFile(creatingMark, "");
  return { path, finish: () => rm(creatingMark, { force: true }) };
}
