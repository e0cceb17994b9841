import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";

/** Of the machine as it was when the measurement began. `load1` is the number of processes that wanted to run, the minute before. */
export interface Machine {
  processor: string;
  cores: number;
  node: string;
  load1: number;
  arePinned: boolean;
}

export const describeMachine = (arePinned: boolean): Machine => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
  load1: loadavg()[0] ?? 0,
  arePinned,
});

/** For what a process has open beside its connections. */
const spareFiles = 100;

/** Why so many connections from one process to another cannot be had here, or null. Looks at Linux's limits; elsewhere it has to be tried. */
export async function whyNot(connections: number): Promise<string | null> {
  const limits = await readWhole("/proc/self/limits");
  const files = Number(/Max open files\s+\S+\s+(\d+)/.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (files < connections + spareFiles) return `${files} open files are allowed (ulimit -n)`;
  const [first, last] = (await readWhole("/proc/sys/net/ipv4/ip_local_port_range")).split(/\s+/).map(Number);
  if (first !== undefined && last !== undefined && last - first < connections + spareFiles)
    return `${last - first} local ports are allowed (net.ipv4.ip_local_port_range)`;
  return null;
}

async function readWhole(path: string): Promise<string> {
  return process.platform === "linux" ? readFile(path, "utf8") : "";
}
