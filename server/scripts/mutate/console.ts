import { broken } from "./mutation";

/** One line for each rule of the console client (`npm run mutate -- console`), at least. */
export const consoleMutations = [
  ...broken("server/cli/exit-codes.ts", [
    ["CLI-EXIT", "return exitCodes.usage;", "return exitCodes.error;"],
    ["CLI-EXIT", "return exitCodes.notAllowed;", "return exitCodes.error;"],
    ["CLI-EXIT", "return exitCodes.unreachable;", "return exitCodes.error;"],
    ["CLI-TAIL-KILL", "return exitCodes.interrupted;", "return exitCodes.error;"],
    ["CLI-KEY", "return exitCodes.notAllowed;", "return exitCodes.error;"],
    ["CLI-KEY-REVOKED", "return exitCodes.notAllowed;", "return exitCodes.error;"],
  ]),
  ...broken("server/cli/session-store.ts", [
    ["CLI-SESSION", "const { [url]: _forgotten, ...rest } = servers;", "const rest = servers;"],
  ]),
  ...broken("server/cli/private-file.ts", [["CLI-SESSION", "chmodSync(draft, 0o600);", "chmodSync(draft, 0o644);"]]),
  ...broken("server/cli/login.ts", [
    ["CLI-SECRETS", "const path = keepSession(", "world.output.note(cookie); const path = keepSession("],
    ["CLI-SECRETS", "const cookie = await signIn(", "world.output.note(password); const cookie = await signIn("],
  ]),
  ...broken("server/cli/api.ts", [
    ["CLI-SECRETS", 'new HubError("DISCONNECTED",', 'new HubError("DISCONNECTED", JSON.stringify(headers) +'],
  ]),
  ...broken("server/cli/ask-password.ts", [
    ["CLI-UNSEEN", "new Writable({ write: (_chunk, _encoding, done) => done() })", "terminal as Writable"],
  ]),
  ...broken("server/cli/send-sample.ts", [
    ["CLI-SEND", 'const at = text.indexOf("=");', 'const at = text.lastIndexOf("=");'],
    ["CLI-SEND", "if (parsed.success) return parsed.data;", "return parsed.data as Sample;"],
  ]),
  ...broken("server/cli/parse.ts", [["CLI-SEND", "/^-\\.?\\d/.test(arg)", "false"]]),
  ...broken("server/cli/list-orders.ts", [
    ["CLI-ORDERS", "limit: Math.min(wanted, pageSize)", "limit: pageSize"],
    ["CLI-ORDERS", 'status: typed.text("status"), ', ""],
  ]),
  ...broken("server/cli/main.ts", [
    [
      "CLI-ORDERS",
      "onReaderGone: () => process.exit(exitCodes.ok),",
      "onReaderGone: () => process.exit(exitCodes.error),",
    ],
    ["CLI-HELP", 'if (typed.has("help")) await output.line(commandText(command));', "if (false) return exitCodes.ok;"],
  ]),
  ...broken("server/cli/output.ts", [
    ["CLI-SAFE", 'text.replace(unsafe, "\\ufffd")', "text"],
    ["CLI-SAFE", "JSON.stringify(value).replace(unsafe,", "JSON.stringify(value).replace(/\\x00/g,"],
  ]),
  ...broken("server/cli/table.ts", [
    ["CLI-SAFE", "const characters = [...printable(text)];", "const characters = [...text];"],
    ["CLI-TABLE", "characters.length > width ?", "characters.length > 2 * width ?"],
    ["CLI-MONEY", "const digits = minorUnitDigits(currency);", "const digits = 2;"],
  ]),
  ...broken("server/cli/sign-in.ts", [
    [
      "CLI-SIGN-IN",
      'await postForm(server, "/api/auth/signout", {}, cookie);',
      'await postForm(server, "/api/auth/signout", {});',
    ],
    ["CLI-SIGN-IN-WRONG", "if (error !== null || cookie.length === 0)", "if (false)"],
  ]),
  ...broken("server/cli/print-events.ts", [
    [
      "CLI-PLACE",
      "await output.line(asJson ? jsonLine(event) : row(event, output));",
      "void output.line(asJson ? jsonLine(event) : row(event, output));",
    ],
    ["CLI-PLACE-START", "store?.save(place);", ""],
    ["CLI-PLACE-START", "cursor: since ?? store?.read() ?? undefined,", "cursor: since ?? undefined,"],
    ["CLI-RESUME", "store?.save({ epoch: event.epoch, offset: event.offset });", ""],
    [
      "CLI-RESUME-RANDOM",
      "store?.save({ epoch: event.epoch, offset: event.offset });",
      "store?.save({ epoch: event.epoch, offset: event.offset + 3 });",
    ],
    ["CLI-SINCE", "cursor: since ?? store?.read() ?? undefined,", "cursor: store?.read() ?? undefined,"],
    ["CLI-SINCE", "if (announced)", "if (false)"],
  ]),
  // What a cut must neither lose nor repeat is the hub client's part.
  ...broken("lib/hub-client/stream-user.ts", [
    [
      "CLI-TAIL-KILL",
      "const cursor = { epoch: last.epoch, offset: last.offset };",
      "const cursor = { epoch: last.epoch, offset: last.offset - (replayed ? 1 : 0) };",
    ],
    ["CLI-TAIL-KILL", "&& !isVoid(event)", "&& event.offset % 7 !== 0"],
  ]),
];
