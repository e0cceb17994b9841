import { readFileSync, readlinkSync } from "node:fs";

/** Names one process, so that a later one with the same pid is not taken for it. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks between the machine's boot and the process's start; null where there is no /proc. */
  startTicks: string | null;
  /** The boot and the pid namespace (container) in which the pid means something; null where there is no /proc. */
  scope: string | null;
}

/** The running process. */
export function identifyThisProcess(): ProcessIdentity {
  return { pid: process.pid, startTicks: readStartTicks(process.pid), scope: readScope() };
}

/** Whether that process runs; "elsewhere" if its pid belongs to another boot, machine or container. */
export function findProcess(identity: ProcessIdentity): "running" | "gone" | "elsewhere" {
  if (identity.scope !== readScope()) return "elsewhere";
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "gone";
  }
  return readStartTicks(identity.pid) === identity.startTicks ? "running" : "gone";
}

/** Fields 3 and 22 of /proc/<pid>/stat (man 5 proc); field 2 may hold spaces and brackets. A zombie has ended. */
function readStartTicks(pid: number): string | null {
  const stat = readIfThere(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}

function readScope(): string | null {
  const boot = readIfThere(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const namespace = readIfThere(() => readlinkSync("/proc/self/ns/pid"));
  return boot === null || namespace === null ? null : `${boot} ${namespace}`;
}

/** There is no /proc on every system, and a process may end between two looks. */
function readIfThere(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
