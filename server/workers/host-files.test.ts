import { describe, expect, it } from "vitest";
import { parseCpuTimes, parseMemory, parseNetwork, parseSockets } from "./host-files";

describe("files of /proc", () => {
  it("[cpu] the line of all processors, interrupts together, guests not twice", () => {
    const stat = "cpu  100 5 30 900 7 2 3 4 50 1\ncpu0 50 5 15 450 7 2 3 4 50 1\nintr 5\n";
    expect(parseCpuTimes(stat)).toEqual({ user: 100, nice: 5, system: 30, idle: 900, iowait: 7, irq: 5, steal: 4 });
  });

  it("[never invented] what an old kernel does not tell is absent", () => {
    expect(parseCpuTimes("cpu  100 5 30 900\n")).toMatchObject({ iowait: undefined, steal: undefined, irq: 0 });
    expect(parseCpuTimes("")).toBeNull();
    expect(parseNetwork("")).toBeNull();
    expect(parseSockets("")).toEqual({ open: null, tcp: null });
  });

  it("[memory] in bytes", () => {
    const memory = parseMemory("MemTotal:       1024 kB\nMemAvailable:    512 kB\nHugePages_Total:   3\n");
    expect([...memory]).toEqual([
      ["MemTotal", 1_048_576],
      ["MemAvailable", 524_288],
    ]);
  });

  it("[network] sums what leaves the machine: no loopback, bridge or its ends", () => {
    const dev = [
      "Inter-|   Receive                            |  Transmit",
      " face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed",
      "    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0",
      "  eth0: 100 1 0 0 0 0 0 0 10 1 0 0 0 0 0 0",
      "wlan0:  20 1 0 0 0 0 0 0 2 1 0 0 0 0 0 0",
      "docker0: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0",
      "veth12ab: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0",
    ].join("\n");
    expect(parseNetwork(dev)).toEqual({ received: 120, sent: 12 });
  });

  it("[sockets] all and TCP", () => {
    expect(parseSockets("sockets: used 17\nTCP: inuse 2 orphan 0 tw 0\nUDP: inuse 0\n")).toEqual({ open: 17, tcp: 2 });
  });
});
