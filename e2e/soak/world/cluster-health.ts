import { setTimeout as wait } from "node:timers/promises";
import type { ServerProcess } from "@/e2e/fixtures/server-process";
import { BrokenPromise } from "../row";

const withinMs = 30_000;

/** Each process says of itself that it reaches Redis, and hears both others. Throws BrokenPromise. */
export async function allHear(urls: readonly string[]): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const told = await Promise.all(urls.map(async (url) => (await fetch(`${url}/readyz`)).json()));
    const said = told.map(({ redis: state, otherNodes }) => `${state} ${otherNodes}`);
    if (said.every((each) => each === "up 2")) return;
    if (performance.now() > endMs) throw new BrokenPromise(`not every process hears the others: ${said.join(", ")}`);
    await wait(50);
  }
}

export function addressesOf(servers: readonly ServerProcess[]): [string, ...string[]] {
  const [first, ...others] = servers.map(({ url }) => url);
  if (first === undefined) throw new Error("there is no process");
  return [first, ...others];
}
