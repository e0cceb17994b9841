/** Reads what Linux writes into /proc. Formats: proc(5). */

/** Processor time since the start by what it was spent on, in ticks. What a system does not tell is absent. */
export interface CpuTimes {
  user: number;
  nice: number;
  system: number;
  idle: number;
  irq: number;
  iowait?: number;
  steal?: number;
}

/** Null if the text has no line of all processors. Guests' time is part of `user` already. */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const line = stat.split("\n").find((each) => each.startsWith("cpu "));
  const ticks = line?.trim().split(/\s+/).slice(1).map(Number);
  if (!ticks || ticks.length < 4 || ticks.some(Number.isNaN)) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait, irq = 0, softirq = 0, steal] = ticks;
  return { user, nice, system, idle, irq: irq + softirq, iowait, steal };
}

/** Fields of /proc/meminfo in bytes. */
export function parseMemory(meminfo: string): Map<string, number> {
  const fields = new Map<string, number>();
  for (const [, name, kilobytes] of meminfo.matchAll(/^(\w+):\s+(\d+) kB$/gm)) {
    if (name) fields.set(name, Number(kilobytes) * 1024);
  }
  return fields;
}

/** Bridges and their ends carry again what the machine's own interfaces carry. */
const repeated = /^(lo|ifb\d|veth|docker|br-|virbr|cni|flannel|cali|dummy)/;

/** Bytes since the start over all interfaces that lead out of the machine; null if there is none. */
export function parseNetwork(dev: string): { received: number; sent: number } | null {
  const total = { received: 0, sent: 0 };
  let interfaces = 0;
  for (const line of dev.split("\n")) {
    const [name, counters] = line.split(":");
    if (!name || !counters || repeated.test(name.trim())) continue;
    const fields = counters.trim().split(/\s+/).map(Number);
    const [received, sent] = [fields[0] ?? Number.NaN, fields[8] ?? Number.NaN];
    if (Number.isNaN(received + sent)) continue;
    total.received += received;
    total.sent += sent;
    interfaces++;
  }
  return interfaces === 0 ? null : total;
}

/** Sockets in use; null where the text does not say. */
export function parseSockets(sockstat: string): { open: number | null; tcp: number | null } {
  const open = /^sockets: used (\d+)/m.exec(sockstat)?.[1];
  const tcp = /^TCP: inuse (\d+)/m.exec(sockstat)?.[1];
  return { open: open === undefined ? null : Number(open), tcp: tcp === undefined ? null : Number(tcp) };
}
