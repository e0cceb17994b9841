import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

/** Frames that no client of ours sends. */
export const frameFaults: readonly FaultMutation[] = [
  {
    rule: "nothing-throws-out",
    row: "fuzz",
    breaks: /HubError/,
    lines: [
      line(
        "nothing-throws-out",
        "server/hub/dispatcher.ts",
        "if (!(error instanceof HubError)) throw error;",
        "throw error;",
      ),
    ],
  },
  {
    rule: "protocol-error-heard",
    row: "fuzz",
    breaks: /ProtocolError|Missing error handler/,
    lines: [line("protocol-error-heard", "server/hub/sessions.ts", 'socket.on("error", onError);', "")],
  },
  {
    rule: "payload-checked",
    row: "fuzz",
    breaks: /./,
    lines: [
      line(
        "payload-checked",
        "server/hub/packet.ts",
        'throw new ProtocolError("The payload does not fit its packet type.");',
        "return;",
      ),
    ],
  },
  {
    rule: "reserved-names",
    row: "fuzz",
    breaks: /./,
    lines: [
      line(
        "reserved-names",
        "server/hub/packet.ts",
        '(typeof name === "string" && !reservedNames.has(name));',
        'typeof name === "string";',
      ),
    ],
  },
];
