import type { ServerProcess } from "@/e2e/fixtures/server-process";
import { BrokenPromise } from "../row";

/** The server's process lives on, and nothing was left uncaught in it. Throws BrokenPromise. */
export function demandLiving({ isRunning, uncaught }: ServerProcess): void {
  if (!isRunning) throw new BrokenPromise("the server's process ended");
  if (uncaught !== null) throw new BrokenPromise(`nobody caught: ${uncaught.slice(0, 300)}`);
}
