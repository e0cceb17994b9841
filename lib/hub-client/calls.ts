import type { EndFrame, ItemFrame, PullFrame, Welcome } from "@/lib/hub-protocol";
import { control, HubError } from "@/lib/hub-protocol";
import type { Connection } from "./connection";
import type { Environment } from "./environment";
import type { CallHost, CallOptions, CallRequest } from "./open-call";
import { OpenCall } from "./open-call";

/** What every server takes, as long as this one has not told. */
const assumedMessageBytes = 65_536;
/** The packet's own framing, its names and the call's meta are small, but they count. */
const framingBytes = 200;

/** The calls of one client: those on their way, and those that wait for a connection. */
export class Calls {
  readonly #connection: Connection;
  readonly #fixedMessageBytes: number | undefined;
  readonly #open = new Map<number, OpenCall>();
  readonly #host: CallHost;
  #toldMessageBytes = assumedMessageBytes;
  #lastId = 0;

  /** `maxMessageBytes` counts in place of what the server tells. */
  constructor(connection: Connection, environment: Environment, maxMessageBytes?: number) {
    this.#connection = connection;
    this.#fixedMessageBytes = maxMessageBytes;
    this.#host = { wire: connection, environment, refuse: (value) => this.refuse(value) };
    connection.subscribe((state) => {
      if (state.kind === "live") this.#sendWaiting();
      else this.#endSent(state.kind === "closed" ? state.message : undefined);
    });
  }

  /**
   * Resolves with the reply's value. Rejects with a `HubError`: the server's, or DISCONNECTED, TIMEOUT, CANCELLED, MESSAGE_TOO_LARGE,
   * INVALID_ARGUMENT; or with what the upload's source threw.
   */
  invoke(
    method: string,
    input: unknown,
    options: CallOptions & { upload?: AsyncIterable<unknown> } = {},
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.open({ ...options, method, input, onReply: resolve, onOver: reject });
    });
  }

  /** Makes a call, or has it wait. Its `onOver` may be called before this returns. */
  open(request: CallRequest): OpenCall {
    this.#lastId += 1;
    const id = this.#lastId;
    const call = new OpenCall(id, request, this.#host, () => this.#open.delete(id));
    this.#open.set(id, call);
    const { state } = this.#connection;
    const refusal = request.signal?.aborted ? new HubError("CANCELLED") : this.refuse(request.input);
    if (refusal !== null) call.end(refusal);
    else if (state.kind === "live") call.send();
    else if (state.kind === "closed") call.lose(state.message);
    else if (request.whenAway === "fail") call.lose();
    return call;
  }

  /** Takes the framework's own events. */
  receive(name: string, frame: unknown): void {
    if (name === control.welcome) this.#toldMessageBytes = (frame as Welcome).maxMessageBytes;
    const call = this.#open.get((frame as { id: number }).id);
    if (name === control.item) call?.receiveItem((frame as ItemFrame).item);
    if (name === control.end) call?.receiveEnd((frame as EndFrame).error);
    if (name === control.pull) call?.receivePull((frame as PullFrame).count);
  }

  /** Returns why the server would not take this, or null. */
  refuse(value: unknown): HubError | null {
    const limit = this.#fixedMessageBytes ?? this.#toldMessageBytes;
    let text: string;
    try {
      text = JSON.stringify(value) ?? "";
    } catch (cause) {
      return new HubError("INVALID_ARGUMENT", "This cannot be sent.", { cause });
    }
    if (text.length * 3 + framingBytes <= limit) return null;
    const bytes = new TextEncoder().encode(text).length;
    const isTooLarge = bytes + framingBytes > limit;
    return isTooLarge ? new HubError("MESSAGE_TOO_LARGE", "The call is too large.", { data: { bytes } }) : null;
  }

  #sendWaiting(): void {
    for (const call of this.#open.values()) if (!call.isSent) call.send();
  }

  #endSent(closedBecause: string | undefined): void {
    for (const call of [...this.#open.values()])
      if (call.isSent || closedBecause !== undefined) call.lose(closedBecause);
  }
}
