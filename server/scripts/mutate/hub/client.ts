import { broken } from "../mutation";

/** The client: its connection, calls, subscriptions, groups, and what goes beside a call. */
export const clientMutations = [
  ...broken("lib/hub-client/connection.ts", [
    ["C-STATES", "if (this.#started) return;", ""],
    [
      "C-RETRY",
      'else this.#retry(notice?.code ?? "LOST", notice?.reconnectWithinMs);',
      'else this.#finish("GAVE_UP", "");',
    ],
    [
      "C-FIRST",
      'if (refusal === null) this.#retry("UNREACHABLE");',
      'if (refusal === null) this.#finish("GAVE_UP", "");',
    ],
    ["C-WAITING", 'if (this.#state.kind === "waiting") this.#begin();', ""],
    ["C-SPREAD", "? policyMs : random() * withinMs;", "? policyMs : policyMs;"],
    ["C-PROBE", "        this.#probe();", ""],
    [
      "C-TERMINAL",
      "else if (notice !== undefined && !notice.retry) this.#finish(notice.code as ClosedCode, notice.message);",
      "",
    ],
    ["C-REFUSED", "else if (refusal.retry) this.#retry(refusal.code);", ""],
    [
      "C-AUTH",
      'if (isHubError(error) && (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN"))',
      "if (false)",
    ],
    ["C-GAVE-UP", "if (delayMs === null) {", "if (false) {"],
    ["C-CLOSE", "if (generation === this.#generation) this.#open(credentials);", "this.#open(credentials);"],
    ["C-CLOSE-SIGNAL", 'signal?.removeEventListener("abort", onAbort);', ""],
    ["C-STABLE", ">= stableAfterMs) this.#attempt = 0;", ">= 0) this.#attempt = 0;"],
  ]),
  ...broken("lib/hub-client/socket.ts", [
    ["C-POLLING", "transports: [...options.transports],", 'transports: ["websocket"],'],
    ["C-TOO-LARGE", "const MESSAGE_TOO_BIG = 1009;", "const MESSAGE_TOO_BIG = 1;"],
    ["C-ENCODING", "...(options.encoding && { encoding: options.encoding.name })", ""],
  ]),
  ...broken("lib/hub-client/client.ts", [
    [
      "C-REFRESH",
      'if (name === "notice" && (payload as { code: string }).code === "TOKEN_EXPIRING") void refresh();',
      "",
    ],
    ["C-REFRESH-AGAIN", "await pause(port, failures);", "return;"],
    ["C-SUBSCRIPTION", "for (const subscription of subscriptions.values()) subscription.issue();", ""],
    ["C-GROUP-AGAIN", "for (const group of groups.values()) group.issue();", ""],
    ["C-GROUP-SHARED", 'leave: () => callAndForget("leaveGroup", { group: name }),', "leave: () => undefined,"],
    ["C-RESULT", "if (reply !== undefined) void results.answer(name, payload, reply);", ""],
    ["C-RESULT-SIGNAL", 'if (state.kind !== "live") return results.abort();', 'if (state.kind !== "live") return;'],
    [
      "C-UPLOAD-ITEMS",
      "calls.open({ ...callOptions, method,",
      "calls.open({ ...callOptions, upload: undefined, method,",
    ],
  ]),
  ...broken("lib/hub-client/wake-ups.ts", [
    ["C-WAKE", "if (persisted) wake();", "wake();"],
    ["C-WAKE-CLOCK", "const slept = Math.abs(nowMs - lastMs) > jumpMs;", "const slept = false;"],
    ["C-WAKE-NODE", 'if (typeof window === "undefined" || typeof document === "undefined") return stopClock;', ""],
  ]),
  ...broken("lib/hub-client/environment.ts", [["C-EVENTS", "    reportHandlerError(error);", "    throw error;"]]),
  ...broken("lib/hub-client/retry-policy.ts", [["C-JITTER", "random() * Math.min(", "Math.min("]]),
  ...broken("lib/hub-client/recurring-call.ts", [
    ["C-SUBSCRIPTION-FAILS", '"RATE_LIMITED", "UNAVAILABLE",', '"RATE_LIMITED",'],
  ]),
  ...broken("lib/hub-client/calls.ts", [
    ["C-AWAY", 'else if (request.whenAway === "fail") call.lose();', ""],
    ["C-ITEMS-AWAY", 'else if (request.whenAway === "fail") call.lose();', ""],
    ["C-LOST", "if (call.isSent || closedBecause !== undefined)", "if (closedBecause !== undefined)"],
    ["C-SIZE", "const isTooLarge = bytes + framingBytes > limit;", "const isTooLarge = false;"],
    ["C-WELCOME", "if (name === control.welcome) this.#toldMessageBytes = (frame as Welcome).maxMessageBytes;", ""],
  ]),
  ...broken("lib/hub-protocol/reply.ts", [
    [
      "C-INVOKE",
      "new HubError(code, message, { data, fields, traceId });",
      "new HubError(code, message, { traceId });",
    ],
  ]),
  ...broken("lib/hub-client/open-call.ts", [
    ["C-TIMEOUT", 'schedule(() => this.cancel("TIMEOUT"),', "schedule(() => undefined,"],
    ["C-CANCEL", 'signal?.addEventListener("abort", this.#onAbort);', ""],
    ["C-CANCEL-WIRE", "if (this.#isSent) this.#host.wire.send(control.cancel, { id: this.#id });", ""],
    ["C-TRACE", "this.#trace = request.trace ?? newTraceparent();", "this.#trace = newTraceparent();"],
    ["C-ITEMS-TIMEOUT", "      this.#cancelTimer();", ""],
    ["C-ITEMS-LOST", 'this.end(this.#error("DISCONNECTED", message));', "this.end();"],
    ["C-UPLOAD-CANCEL", "if (this.#isSent) this.#host.wire.send(control.cancel, { id: this.#id });", ""],
    ["C-UPLOAD-LOST", "this.#upload?.stop();", ""],
    ["C-UPLOAD-THROWS", "this.#sourceFailure = failure;", ""],
    ["C-UPLOAD-SIZE", "if (refusal !== null) this.cancel(refusal);", "if (refusal !== null) this.end(refusal);"],
  ]),
  ...broken("lib/hub-client/group-feed.ts", [
    ["C-GROUP", "for (const { id } of left) this.#members.delete(id);", ""],
    [
      "C-GROUP-SHARED",
      'else if (this.#state === "joined") queueMicrotask(() => this.#users.has(user) && this.#tell([user]));',
      "",
    ],
    ["C-GROUP-REFUSED", 'else if (this.#state === "refused") this.issue();', ""],
    ["C-GROUP-EARLY", "else this.#early.push(change);", ""],
  ]),
  ...broken("lib/hub-client/item-reader.ts", [
    ["C-ITEMS", "const value = this.#items.shift();", "const value = this.#items.pop();"],
    ["C-ITEMS-LAZY", "this.#options = options;", "this.#options = options; this.#start();"],
    ["C-ITEMS-CREDIT", "this.#call?.pull(this.#read);", ""],
    ["C-ITEMS-BREAK", 'this.#call?.cancel("CANCELLED");', ""],
    ["C-ITEMS-ERROR", "if (failure !== undefined) throw failure.error;", ""],
    ["C-ITEMS-ABORT", "if (this.#options.signal?.aborted) this.#items.length = 0;", ""],
    ["C-ITEMS-BOUND", "else if (this.#items.length < streamBufferItems)", "else if (true)"],
  ]),
  ...broken("lib/hub-client/tell-error.ts", [
    ["C-RESULT-ERROR", "isHubError(error) ? error : new HubError(otherwise)", "new HubError(otherwise)"],
  ]),
  ...broken("lib/hub-client/results.ts", [
    ["C-RESULT-NONE", "return () => this.#handlers.delete(name);", "return () => undefined;"],
    ["C-RESULT-ONE", "if (this.#handlers.has(name)) throw", "if (false) throw"],
    ["C-RESULT-SIZE", "if (refusal !== null) throw refusal;", ""],
  ]),
  ...broken("lib/hub-client/upload.ts", [
    ["C-UPLOAD", "if (next.done === true) return this.#end();", "if (next.done === true) return;"],
    ["C-UPLOAD-CREDIT", "#credit = streamBufferItems;", "#credit = streamBufferItems + 1;"],
    ["C-UPLOAD-EARLY", ".then(() => iterator?.return?.())", ".then(() => undefined)"],
    ["C-UPLOAD-UNSENT", "this.#options = options;", "this.#options = options; void this.run();"],
  ]),
  ...broken("server/hub/upload.ts", [["C-UPLOAD-INVALID", 'path: ["upload", String(index), path]', "path: [path]"]]),
];
