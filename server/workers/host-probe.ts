import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import os from "node:os";
import { type CpuTimes, parseCpuTimes, parseMemory, parseNetwork, parseSockets } from "./host-files";
import type { Reading } from "./own-samples";
import { createRate } from "./rates";

/** Text of a file in /proc, null on systems without it. Synchronous: the kernel answers from memory, faster than a thread is woken. */
function readProc(name: string): string | null {
  try {
    return readFileSync(`/proc/${name}`, "utf8");
  } catch {
    return null;
  }
}

/** Where there is no /proc/stat; Windows and macOS tell neither iowait nor steal. */
function readPortableCpuTimes(): CpuTimes {
  const times: CpuTimes = { user: 0, nice: 0, system: 0, idle: 0, irq: 0 };
  for (const { times: each } of os.cpus()) {
    times.user += each.user;
    times.nice += each.nice;
    times.system += each.sys;
    times.idle += each.idle;
    times.irq += each.irq;
  }
  return times;
}

/** Shares of the time between two readings, in percent; nothing if no time passed. */
export function cpuShares(before: CpuTimes, after: CpuTimes): Reading[] {
  // Some counters may step back a little (iowait does): never less than nothing.
  const spent = (mode: keyof CpuTimes): number => Math.max(0, (after[mode] ?? 0) - (before[mode] ?? 0));
  const busy = spent("user") + spent("nice") + spent("system") + spent("irq") + spent("steal");
  const total = busy + spent("idle") + spent("iowait");
  if (total === 0) return [];
  const share = (mode: keyof CpuTimes): number | null =>
    after[mode] === undefined ? null : (100 * spent(mode)) / total;
  return [
    { name: "host.cpu.busy", value: (100 * busy) / total },
    { name: "host.cpu.user", value: share("user") },
    { name: "host.cpu.system", value: share("system") },
    { name: "host.cpu.nice", value: share("nice") },
    { name: "host.cpu.irq", value: share("irq") },
    { name: "host.cpu.iowait", value: share("iowait") },
    { name: "host.cpu.steal", value: share("steal") },
  ];
}

/** Windows has no load average: Node says 0 there, which is no measurement. */
function readLoad(): Reading[] {
  if (os.platform() === "win32") return [];
  const [one = null, five = null, fifteen = null] = os.loadavg();
  return [
    { name: "host.load.1", value: one },
    { name: "host.load.5", value: five },
    { name: "host.load.15", value: fifteen },
  ];
}

function readMemory(): Reading[] {
  const fields = parseMemory(readProc("meminfo") ?? "");
  const total = fields.get("MemTotal") ?? os.totalmem();
  const available = fields.get("MemAvailable") ?? os.freemem();
  const swapTotal = fields.get("SwapTotal") ?? 0;
  const swapUsed = swapTotal - (fields.get("SwapFree") ?? swapTotal);
  return [
    { name: "host.memory.percent", value: (100 * (total - available)) / total },
    { name: "host.memory.used", value: total - available },
    { name: "host.memory.available", value: available },
    { name: "host.swap.percent", value: swapTotal > 0 ? (100 * swapUsed) / swapTotal : null },
    { name: "host.swap.used", value: swapTotal > 0 ? swapUsed : null },
  ];
}

/** As `df` counts: what only the superuser may fill is neither used nor free. */
async function readDisk(dir: string): Promise<Reading[]> {
  const { bsize, blocks, bfree, bavail } = await statfs(dir);
  const [used, free] = [(blocks - bfree) * bsize, bavail * bsize];
  return [
    { name: "host.disk.percent", value: used + free > 0 ? (100 * used) / (used + free) : null },
    { name: "host.disk.used", value: used },
    { name: "host.disk.free", value: free },
  ];
}

/** Returns a function that measures this machine; shares and rates are of the time since it was called last. */
export function createHostProbe({ dataDir }: { dataDir: string }): (atMs: number) => Promise<Reading[]> {
  const [received, sent] = [createRate(), createRate()];
  let cpuBefore: CpuTimes | null = null;
  return async (atMs) => {
    const cpu = parseCpuTimes(readProc("stat") ?? "") ?? readPortableCpuTimes();
    const shares = cpuBefore === null ? [] : cpuShares(cpuBefore, cpu);
    cpuBefore = cpu;
    const network = parseNetwork(readProc("net/dev") ?? "");
    const sockets = parseSockets(readProc("net/sockstat") ?? "");
    return [
      ...shares,
      ...readLoad(),
      ...readMemory(),
      ...(await readDisk(dataDir)),
      { name: "host.net.received", value: network && received(network.received, atMs) },
      { name: "host.net.sent", value: network && sent(network.sent, atMs) },
      { name: "host.sockets.open", value: sockets.open },
      { name: "host.sockets.tcp", value: sockets.tcp },
    ];
  };
}
