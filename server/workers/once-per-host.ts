import type { Logger } from "pino";
import { DatabaseInUseError } from "@/lib/db/errors";
import { acquireLock } from "@/lib/db/lock-file";

/** Has one process of this host do `start`, as long as it lives: the one that holds the lock of `folder`. The others look every `pollMs`. */
export function startOncePerHost(
  folder: string,
  start: () => AsyncDisposable,
  log: Logger,
  pollMs = 2_000,
): AsyncDisposable {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let held: AsyncDisposable | undefined;
  let running: AsyncDisposable | undefined;
  let trying = Promise.resolve();

  async function attempt(): Promise<void> {
    try {
      held = await acquireLock(folder);
      running = start();
    } catch (error) {
      if (!(error instanceof DatabaseInUseError)) log.warn({ err: error, folder }, "the host cannot be taken");
      if (!isOver) timer = setTimeout(next, pollMs).unref();
    }
  }
  const next = () => {
    trying = attempt();
  };
  next();

  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      clearTimeout(timer);
      await trying;
      await running?.[Symbol.asyncDispose]();
      await held?.[Symbol.asyncDispose]();
    },
  };
}
