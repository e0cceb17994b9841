import { broken } from "../mutation";

/** The door: handshakes, origins, and how many may come in. */
export const handshakeMutations = [
  ...broken("server/hub/refusal.ts", [
    [
      "H-REFUSE",
      "return { code: error.code, message: error.message, retry: false };",
      "return { code: error.code, message: error.message, retry: true };",
    ],
  ]),
  ...broken("server/hub/handshake.ts", [
    [
      "H-REFUSE-FAULT",
      'refuse(refusal ?? refusalBy("UNAVAILABLE"));',
      'refuse(refusal ?? { code: "UNAVAILABLE", message: String(error), retry: true });',
    ],
    [
      "H-EXPIRED",
      'if (admission.expiresAt !== undefined && !(admission.expiresAt > options.now())) refuse(refusalBy("EXPIRED"));',
      "",
    ],
    ["H-CONNECTIONS-USER", "perUser.giveBack(principal.id);", ""],
    ["H-CONNECTIONS-ADDRESS", "new Quota(limits.connectionsPerAddress)", "new Quota(Number.POSITIVE_INFINITY)"],
    [
      "H-ONE-HANDSHAKE",
      "if (inside.has(socket.conn) || refused >= maxRefusalsPerEngine || hasComeOften) {",
      "if (refused >= maxRefusalsPerEngine || hasComeOften) {",
    ],
    ["H-KNOCKING", "const maxRefusalsPerEngine = 5;", "const maxRefusalsPerEngine = 7;"],
    ["H-RETURNING", "const maxReturnsPerEngine = 20;", "const maxReturnsPerEngine = 40;"],
    ["H-CONTEXT", "transport: transportOf(socket)", 'transport: "websocket"'],
  ]),
  ...broken("server/hub/entrance.ts", [["H-CONNECTIONS-GONE", "process.nextTick(() => turnAway(socket));", ""]]),
  ...broken("server/hub/hub.ts", [
    ["H-AGAIN", "leave: (connection) => gate.leave(connection.socket, connection),", "leave: () => undefined,"],
  ]),
  ...broken("server/hub/server.ts", [
    ["H-ROOT", 'io.of("/").use((_socket, next) => next(new RefusedHandshake(refusalAtRoot)));', ""],
    ["H-ORIGIN", "if (verdict === true) return null;", "return null;"],
    [
      "H-ORIGIN-SID",
      "const verdict = checkOrigin(request);",
      'const verdict = request.url?.includes("sid=") ? true : checkOrigin(request);',
    ],
    ["H-UPGRADE-FOREIGN", "destroyUpgrade: false,", ""],
  ]),
];
