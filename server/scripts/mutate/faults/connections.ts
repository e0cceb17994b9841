import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

const hubPings = (rule: string) =>
  line(rule, "server/hub/server.ts", "pingTimeout: clientTimeoutMs - keepAliveIntervalMs,", "pingTimeout: 600_000,");
const webSocketPings = (rule: string) =>
  line(rule, "server/gateways/ws.ts", 'loopback.gone("ping timeout");', "return;");

/** Connections that do not behave, and the orderly end. */
export const connectionFaults: readonly FaultMutation[] = [
  {
    rule: "slow-consumer-cut",
    row: "slow-reader",
    breaks: / cut: not within/,
    lines: [
      line(
        "slow-consumer-cut",
        "server/hub/slow-readers.ts",
        "if (bytes > this.#limits.cutAboveBytes || this.#now() - reader.slowSince >= this.#limits.slowForMs) {",
        "if (bytes < 0) {",
      ),
      hubPings("slow-consumer-cut"),
      webSocketPings("slow-consumer-cut"),
    ],
    why: "who does not read does not answer pings either, and is cut by those half a minute later",
  },
  {
    rule: "ping-timeout",
    row: "half-open",
    breaks: /connections gone: not within/,
    lines: [hubPings("ping-timeout")],
  },
  {
    rule: "ping-timeout-of-ws",
    row: "half-open",
    breaks: /connections gone: not within/,
    lines: [webSocketPings("ping-timeout-of-ws")],
  },
  {
    rule: "drain-calls",
    row: "sigterm",
    // What was done without an answer is in the database, and nobody was told.
    breaks: /not answered: [1-9]/,
    rounds: 2,
    lines: [line("drain-calls", "server/hub/hub.ts", "await idle.reached(timeoutMs);", "")],
  },
  {
    rule: "drain-notice",
    row: "sigterm",
    breaks: /not told: .*\(websocket, /,
    lines: [
      line("drain-notice", "server/hub/hub.ts", 'deliverHere({ rooms: "all", except: [] }, "notice", notice);', ""),
      line("drain-notice", "server/hub/closing.ts", 'socket.emit("notice", notice);', ""),
    ],
    why: "they are told at once, and again when they are closed",
  },
];
