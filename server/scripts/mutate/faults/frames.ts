import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

/** Frames that no client of ours sends. */
export const frameFaults: readonly FaultMutation[] = [
  {
    rule: "nothing-throws-out",
    row: "fuzz",
    breaks: /uncaught.*HubError/i,
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
    rule: "payload-checked",
    row: "fuzz",
    breaks: /uncaught.*TypeError/i,
    lines: [
      line(
        "payload-checked",
        "server/hub/packet.ts",
        'throw new ProtocolError("The payload does not fit its packet type.");',
        "return;",
      ),
    ],
  },
];
