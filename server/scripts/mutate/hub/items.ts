import { broken } from "../mutation";

/** Items that go beside a call, in both directions. */
export const itemMutations = [
  ...broken("server/hub/item-sender.ts", [
    ["H-ITEMS", "if (next.done === true) return this.#options.onEnd();", "if (next.done === true) return;"],
    ["H-ITEMS-CREDIT", "this.#credit -= 1;", ""],
    ["H-ITEMS-CREDIT", "Math.min(this.#credit + count, streamBufferItems)", "this.#credit + Math.min(count, 100)"],
    ["H-ITEMS-CANCEL", ".then(() => this.#iterator.return?.())", ".then(() => undefined)"],
    ["H-ITEMS-ERROR", "this.#options.onEnd(error);", "this.#options.onEnd();"],
    ["H-ITEMS-UNSENDABLE", ".then(() => this.#iterator.return?.())", ".then(() => undefined)"],
  ]),
  ...broken("server/hub/control-frames.ts", [
    ["H-CONTROL-NAMES", "fromClients.has(name);", 'String(name).startsWith("$");'],
  ]),
  ...broken("server/hub/answerer.ts", [
    ["H-UNSENDABLE", 'log.error({ ...about, err: error }, "hub answer cannot be encoded");', ""],
    ["H-CANCEL-HANGS", "await Promise.race([answered, running.whenCancelled()]);", "await answered;"],
  ]),
  ...broken("server/hub/dispatcher.ts", [
    ["H-ITEMS-GONE", "for (const running of unfinished) running.cancel();", ""],
    ["H-ITEMS-EXEMPT", "if ((isStream ? streams : queue).add(task)) return;", "if (queue.add(task)) return;"],
    [
      "H-ITEMS-LIMIT",
      "new CallQueue(limits.maxParallelStreamsPerClient, limits.maxParallelStreamsPerClient)",
      "new CallQueue(100, 100)",
    ],
    [
      "H-ITEMS-DRAIN",
      "answer(running, onReplied).finally(() => forget(running));",
      "answer(running, () => undefined).finally(() => { onReplied(); forget(running); });",
    ],
    [
      "H-UPLOAD-ERROR",
      "running.upload?.end(frame.error === undefined ? undefined : foreignError(frame.error));",
      "running.upload?.end();",
    ],
    ["H-UPLOAD-GONE", "for (const running of unfinished) running.cancel();", ""],
    [
      "H-UPLOAD-ENOUGH",
      "this.#calls?.receiveControl(name, args[0]);",
      "if (this.#calls) this.#calls.receiveControl(name, args[0]); else this.#connection.socket.disconnect(true);",
    ],
    [
      "H-UPLOAD-ENOUGH",
      "if (frame === null || running === undefined) return;",
      "if (frame === null || running === undefined) return void connection.socket.disconnect(true);",
    ],
    [
      "H-UPLOAD-BOTH",
      "if (operation?.upload !== undefined && meta !== null)",
      'if (operation?.upload !== undefined && operation.kind !== "stream" && meta !== null)',
    ],
  ]),
  ...broken("server/hub/invoker.ts", [
    [
      "H-ITEMS-ID",
      'if (meta === null && (operation.kind === "stream" || operation.upload !== undefined))',
      "if (false)",
    ],
  ]),
  ...broken("server/hub/upload.ts", [
    ["H-UPLOAD", "if (reader === undefined) this.#items.push(parsed);", "if (reader === undefined) return;"],
    ["H-UPLOAD-CREDIT", "this.#options.pull(this.#consumed);", ""],
    ["H-UPLOAD-OVERRUN", "if (this.#credit === 0) {", "if (false) {"],
    ["H-UPLOAD-VALIDATE", "parsed = parseInput(this.#options.schema, item);", "parsed = item;"],
  ]),
  ...broken("server/hub/running-call.ts", [
    ["H-UPLOAD-CANCEL", 'this.upload?.end(new HubError("CANCELLED"));', "this.upload?.end();"],
  ]),
];
