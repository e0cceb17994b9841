import type { Services } from "@/lib/services/context";

/**
 * The one slot by which Next's bundle reaches what server/compose.ts built: both load their own module instances but share
 * `globalThis`. `next build` has no runtime.
 */
const slot = Symbol.for("pulseboard.runtime");

export type Runtime = Services;

type Holder = { [slot]?: Runtime };

export function runtime(): Runtime {
  const current = (globalThis as Holder)[slot];
  if (!current) throw new Error("There is no Pulseboard runtime in this process: start it by server/main.ts.");
  return current;
}

export function setRuntime(next: Runtime | undefined): void {
  (globalThis as Holder)[slot] = next;
}
