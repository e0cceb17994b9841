import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

/** Connections that do not behave, and the orderly end. */
export const connectionFaults: readonly FaultMutation[] = [
  {
    rule: "slow-consumer-cut",
    row: "slow-reader",
    lines: [
      line(
        "slow-consumer-cut",
        "server/hub/slow-readers.ts",
        "setImmediate(() => this.#cut(reader.connectionId));",
        "void this.#cut;",
      ),
    ],
  },
  {
    rule: "ping-timeout",
    row: "half-open",
    lines: [
      line(
        "ping-timeout",
        "server/hub/server.ts",
        "pingTimeout: clientTimeoutMs - keepAliveIntervalMs,",
        "pingTimeout: 600_000,",
      ),
    ],
  },
  {
    rule: "ping-timeout-of-ws",
    row: "half-open",
    lines: [line("ping-timeout-of-ws", "server/gateways/ws.ts", 'loopback.gone("ping timeout");', "return;")],
  },
  {
    rule: "drain-calls",
    row: "sigterm",
    rounds: 2,
    lines: [line("drain-calls", "server/hub/hub.ts", "await idle.reached(timeoutMs);", "")],
  },
  {
    rule: "drain-notice",
    row: "sigterm",
    lines: [
      line(
        "drain-notice",
        "server/compose.ts",
        "await hub.drain({ timeoutMs: 3_000 });",
        "setTimeout(() => process.exit(0), 50);",
      ),
    ],
  },
];
