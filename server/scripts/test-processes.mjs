// The programs that `npm test` runs: several at once, and none of them, nor what they started, outlives its end.
import { spawn } from "node:child_process";

const GRACE_MS = 10_000;

/**
 * @typedef {{ write(chunk: Buffer | string): void }} Output
 * @typedef {{
 *   run(args: string[], output: Output, env?: Record<string, string>): Promise<boolean>,
 *   stop(signal: NodeJS.Signals): Promise<void>,
 *   readonly isStopped: boolean,
 * }} Processes
 */

/**
 * `run` resolves with whether Node, given `args`, ended with 0; false also after `timeoutMs`, and for all that is asked
 * after `stop`. `stop` passes the signal on, kills what still runs after ten seconds, and resolves when nothing runs.
 * @param {{ cwd: string, timeoutMs: number, graceMs?: number }} options
 * @returns {Processes}
 */
export function createProcesses({ cwd, timeoutMs, graceMs = GRACE_MS }) {
  /** @type {Map<number, Promise<boolean>>} by the id of their process group */
  const running = new Map();
  let isStopped = false;

  /** @param {number} group @param {NodeJS.Signals} signal */
  const signalGroup = (group, signal) => {
    try {
      process.kill(-group, signal);
    } catch (error) {
      // It is gone already.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
    }
  };

  return {
    get isStopped() {
      return isStopped;
    },
    async run(args, output, env = {}) {
      if (isStopped) return false;
      // A group of its own: a signal reaches what it has started, too.
      const child = spawn(process.execPath, args, {
        cwd,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...env },
      });
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.write(chunk));
      const group = child.pid;
      if (group === undefined) {
        child.on("error", (error) => output.write(`${error.message}\n`));
        return false;
      }
      const timer = setTimeout(() => {
        output.write(`stopped: it ran for more than ${timeoutMs / 60_000} min\n`);
        signalGroup(group, "SIGKILL");
      }, timeoutMs);
      /** @type {Promise<boolean>} */
      const ended = new Promise((resolve) => {
        child.on("close", (code) => resolve(code === 0));
        // What it left behind would go on, and hold its output open.
        child.on("exit", () => signalGroup(group, "SIGKILL"));
      });
      running.set(
        group,
        ended.finally(() => {
          clearTimeout(timer);
          running.delete(group);
        }),
      );
      return ended;
    },
    async stop(signal) {
      isStopped = true;
      for (const group of running.keys()) signalGroup(group, signal);
      const timer = setTimeout(() => {
        for (const group of running.keys()) signalGroup(group, "SIGKILL");
      }, graceMs);
      await Promise.all(running.values());
      clearTimeout(timer);
    },
  };
}
