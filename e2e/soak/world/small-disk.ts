import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const blockBytes = 64 * 1024;

/** Why no file system can be mounted here, or null when it can. */
export function whyNoSmallDisk(): string | null {
  try {
    mountSmallDisk(1)[Symbol.dispose]();
    return null;
  } catch (error) {
    return `a small file system cannot be mounted here (it takes root on Linux): ${(error as Error).message.split("\n")[0]}`;
  }
}

/** A file system in memory of that size, until disposed. Throws where that is not allowed. */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "pulseboard-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m,mode=0700`, "pulseboard-soak", path], {
      stdio: "pipe",
    });
  } catch (error) {
    rmSync(path, { recursive: true });
    throw error;
  }
  return new SmallDisk(path);
}

export class SmallDisk implements Disposable {
  readonly path: string;
  readonly #filler: string;
  readonly #unmount: () => void;

  constructor(path: string) {
    this.path = path;
    this.#filler = join(path, "filler");
    this.#unmount = () => {
      process.off("exit", this.#unmount);
      // Lazily: a server that is just being killed may still hold a file.
      execFileSync("umount", ["-l", path], { stdio: "pipe" });
      rmSync(path, { recursive: true });
    };
    process.on("exit", this.#unmount);
  }

  /** Writes until nothing is left; again, what was given back meanwhile. */
  async fill(): Promise<void> {
    await using file = await open(this.#filler, "a");
    for (let bytes = blockBytes; bytes >= 1; ) {
      try {
        await file.write(Buffer.alloc(bytes, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        bytes = Math.floor(bytes / 16);
      }
    }
  }

  free(): Promise<void> {
    return rm(this.#filler);
  }

  [Symbol.dispose](): void {
    this.#unmount();
  }
}
