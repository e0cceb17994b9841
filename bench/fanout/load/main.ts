import { serve } from "../channel";
import type { LoadCalls, OpenInput } from "../messages";
import { isHub } from "../messages";
import { Arrivals } from "./arrivals";
import { Connection } from "./connection";
import { dialects } from "./dialects";
import { ProgressTeller } from "./progress";
import { signTokens } from "./tokens";

// The load generator: a process of its own that opens connections, counts what comes, and does little else.

const arrivals = new Arrivals();
const connections = new Set<Connection>();
let progress: ProgressTeller | undefined;
let fault: Error | undefined;
/** Looks again whenever something has happened. */
const watchers = new Set<() => void>();

function notify(): void {
  for (const look of watchers) look();
}

function isCounted(data: Buffer, start: number, end: number): boolean {
  const isUpdate = arrivals.add(data, start, end);
  if (isUpdate) progress?.tell();
  if (watchers.size > 0) notify();
  return isUpdate;
}

/** Resolves when it holds; rejects when a connection fails. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (fault === undefined && !holds()) return;
      watchers.delete(look);
      if (fault === undefined) resolve();
      else reject(fault);
    };
    watchers.add(look);
    look();
  });
}

async function open(input: OpenInput): Promise<{ elapsedMs: number; cpuUs: number }> {
  const { peer, port, progressPort, count, atOnce, calls, resume, large } = input;
  const tokens = isHub(peer) ? await signTokens(count) : [];
  progress ??= new ProgressTeller(progressPort, () => arrivals.updatesEver);
  let started = 0;
  let live = 0;

  function startNext(): void {
    const index = started;
    started += 1;
    const isLarge = large !== "nobody" && index === count - 1;
    const connection = new Connection({
      dialect: dialects[peer],
      port,
      calls: isHub(peer) ? calls : [],
      resume,
      token: tokens[index] ?? null,
      query: isLarge ? "large=1" : "",
      isCounted,
      onLive: (alive) => {
        live += 1;
        if (isLarge && large === "stalls") alive.stall();
        if (started < count) startNext();
        if (live === count) notify();
      },
      onFault: (error) => {
        fault ??= error;
        notify();
      },
    });
    connections.add(connection);
  }

  const startedMs = performance.now();
  const cpuAtStart = process.cpuUsage();
  while (started < Math.min(count, atOnce)) startNext();
  await until(() => live === count);
  const { user, system } = process.cpuUsage(cpuAtStart);
  return { elapsedMs: performance.now() - startedMs, cpuUs: user + system };
}

serve<LoadCalls>({
  open,
  reset: () => {
    arrivals.reset();
    return null;
  },
  async received({ updates, frames }) {
    await until(() => arrivals.updates >= updates && arrivals.frames >= frames);
    return arrivals.total();
  },
  async cut() {
    await Promise.all([...connections].map((connection) => connection.cut()));
    connections.clear();
    return null;
  },
});
