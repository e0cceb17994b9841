import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Ask } from "./channel";
import { askerOf } from "./channel";
import type { LoadCalls, ServerCalls } from "./messages";

/** A server and a load generator, each in a fresh process; both end when it is disposed of. */
export interface Pair extends AsyncDisposable {
  server: Ask<ServerCalls>;
  load: Ask<LoadCalls>;
}

/** Several servers, the first of which is `server`, and a load generator for all of them. */
export interface Team extends Pair {
  servers: readonly Ask<ServerCalls>[];
}

/** Both programs, bundled: nothing is compiled while something is measured. */
export interface Programs extends AsyncDisposable {
  /** Whether servers and generator have a core each. */
  readonly arePinned: boolean;
  startPair(): Pair;
  startTeam(servers: number): Team;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const serverCore = 0;
const loadCore = 1;

export async function bundlePrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), "pulseboard-fanout-"));
  await build({
    entryPoints: { server: join(here, "peers/main.ts"), load: join(here, "load/main.ts") },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Optional native parts of ws: not installed here, and looked for at run time.
    external: ["bufferutil", "utf-8-validate"],
    tsconfig: join(here, "../../tsconfig.json"),
    logLevel: "warning",
  });
  const arePinned = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

  function start(name: string, core: number, flags: readonly string[]): ChildProcess {
    const command = [process.execPath, ...flags, join(folder, `${name}.cjs`)];
    const [file = "", ...args] = arePinned ? ["taskset", "--cpu-list", String(core), ...command] : command;
    return spawn(file, args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" },
    });
  }

  function startTeam(count: number): Team {
    const startServer = () => start("server", serverCore, ["--expose-gc"]);
    const askServer = (server: ChildProcess) => askerOf<ServerCalls>(server, "server");
    const [first, others] = [startServer(), Array.from({ length: count - 1 }, startServer)];
    const load = start("load", loadCore, []);
    const server = askServer(first);
    return {
      server,
      servers: [server, ...others.map(askServer)],
      load: askerOf<LoadCalls>(load, "load generator"),
      async [Symbol.asyncDispose]() {
        await Promise.all([load, first, ...others].map(ended));
      },
    };
  }

  return {
    arePinned,
    startTeam,
    startPair: () => startTeam(1),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
