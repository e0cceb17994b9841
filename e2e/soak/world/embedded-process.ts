import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { breakingPlugin } from "@/server/scripts/mutate/break-bundle.mjs";
import type { Mutation } from "@/server/scripts/mutate/mutation";
import type { Item } from "../oracle/entries";

/** A process with the embedded database and nothing else, which writes until it is killed; it starts in a fraction of the server's time. */
export class EmbeddedProcess implements AsyncDisposable {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  /** The newest acknowledged version of each row, over all starts. */
  readonly #acknowledged = new Map<string, number>();
  #onAcknowledged: () => void = () => undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bundles the process, with these lines broken. Nothing is started yet. */
  static async make(mutations: readonly Mutation[]): Promise<EmbeddedProcess> {
    const root = resolve(".");
    const folder = await mkdtemp(join(tmpdir(), "pulseboard-embedded-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await build({
      absWorkingDir: root,
      entryPoints: ["e2e/soak/world/embedded-writer.ts", "lib/db/pglite-worker-thread.ts"],
      entryNames: "[name]",
      outdir: join(folder, "dist"),
      plugins: [breakingPlugin(root, mutations)],
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      tsconfig: "tsconfig.json",
      logLevel: "warning",
    });
    return new EmbeddedProcess(folder);
  }

  get dataDir(): string {
    return join(this.#folder, "data");
  }

  get acknowledged(): Item[] {
    return [...this.#acknowledged].map(([id, version]) => ({ id, version }));
  }

  /** Resolves when a commit is acknowledged from now on. */
  nextAcknowledged(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAcknowledged = resolve;
    });
  }

  /** Resolves when the database is open and migrated. Rejects with what the process said when it ends before, unless it was killed. */
  async boot(): Promise<"ready" | "killed"> {
    const child = spawn(process.execPath, [join(this.#folder, "dist/embedded-writer.js")], {
      env: { ...process.env, DATA_DIR: this.dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const lines = createInterface(child.stdout);
    const ready = new Promise<"ready">((done) => {
      lines.on("line", (line) => {
        if (line === "ready") done("ready");
        const [id, version] = line.split(" ");
        if (id === undefined || version === undefined) return;
        this.#acknowledged.set(id, Number(version));
        this.#onAcknowledged();
      });
    });
    const ended = once(child, "close").then(() => "ended" as const);
    if ((await Promise.race([ready, ended])) === "ready") return "ready";
    if (child.signalCode === "SIGKILL") return "killed";
    throw new Error(`the embedded database did not open: ${complaint.slice(-500)}`);
  }

  /** Resolves when it is gone and everything that it said has been read. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
