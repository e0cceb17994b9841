import { randomBytes } from "node:crypto";
import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/** In the data directory. */
export const RESERVE_NAME = "reserve";

const mebibyte = 1024 * 1024;
/** Beside the reserve: below, nothing is changed any more; above the other, everything is again. */
const lowBytes = 24 * mebibyte;
const enoughBytes = 32 * mebibyte;
/** What PostgreSQL needs to recover from its log when there is nothing left: two files of its log, and small ones. */
const reserveBytes = 40 * mebibyte;
/** Left free when the reserve takes the rest, for files that are no bigger than a page. */
const spareBytes = 4 * mebibyte;

export interface DiskSpace {
  /** As of the last look: what is free, less what the reserve still lacks, is too little. */
  readonly isLow: boolean;
  readonly freeMiB: number;
  /** Looks again. Never rejects: where the system says nothing there is enough. */
  look(): Promise<void>;
  /** Keeps space by a file, as much as there is now, and looks again. */
  takeReserve(): Promise<void>;
  /** Gives that space to whoever needs it first. */
  releaseReserve(): Promise<void>;
}

/** Whether what is free, less what the reserve lacks, is too little to go on writing, or to begin again. */
export function isSpaceLow({
  freeBytes,
  heldBytes,
  wasLow,
}: {
  freeBytes: number;
  heldBytes: number;
  wasLow: boolean;
}) {
  return freeBytes - (reserveBytes - heldBytes) < (wasLow ? enoughBytes : lowBytes);
}

/** Watches over the space of the file system that holds `dataDir`, which exists. */
export async function watchDiskSpace(dataDir: string): Promise<DiskSpace> {
  const reservePath = join(dataDir, RESERVE_NAME);
  let isLow = false;
  let freeBytes = Number.POSITIVE_INFINITY;
  let heldBytes = await stat(reservePath).then(
    ({ size }) => size,
    () => 0,
  );

  async function look(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(dataDir);
      freeBytes = bavail * bsize;
    } catch {
      // A file system that cannot say: the database's own answer will do.
      freeBytes = Number.POSITIVE_INFINITY;
    }
    isLow = isSpaceLow({ freeBytes, heldBytes, wasLow: isLow });
  }

  async function takeReserve(): Promise<void> {
    await look();
    const wantedBytes = heldBytes + Math.min(reserveBytes - heldBytes, freeBytes - spareBytes);
    await using file = await open(reservePath, "a", 0o600);
    try {
      // Written, not merely lengthened, and nothing that a file system could make smaller: else the file holds no space.
      const block = randomBytes(mebibyte);
      for (; heldBytes + mebibyte <= wantedBytes; heldBytes += mebibyte) await file.write(block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      heldBytes = (await file.stat()).size;
    }
    await look();
  }

  await look();
  return {
    get isLow() {
      return isLow;
    },
    get freeMiB() {
      return Math.floor(freeBytes / mebibyte);
    },
    look,
    takeReserve,
    async releaseReserve() {
      await rm(reservePath, { force: true });
      heldBytes = 0;
    },
  };
}
