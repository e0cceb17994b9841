import type { CallMeta, HandshakeRefusal, Notice, Reply } from "@/lib/hub-protocol";
import { closeCodes, isHubError } from "@/lib/hub-protocol";
import type { Environment } from "./environment";
import { runHandler } from "./environment";
import type { RetryPolicy } from "./retry-policy";
import type { ClientEncoding, HubSocket, OnEvent, TransportName } from "./socket";
import { openSocket } from "./socket";
import type { ClosedCode, ConnectionState } from "./state";
import { initialState } from "./state";

export interface Credentials {
  token?: string;
}

export interface ConnectionOptions {
  url: string;
  auth: () => Promise<Credentials>;
  transports: readonly TransportName[];
  headers?: Record<string, string>;
  encoding?: ClientEncoding;
  retryPolicy: RetryPolicy;
  environment: Environment;
  onEvent: OnEvent;
}

/** An attempt that takes longer has failed. */
const attemptTimeoutMs = 10_000;
/** A connection that lived so long starts counting attempts anew. */
const stableAfterMs = 5_000;
/** Whoever has slept finds a live connection dead when nothing answers for so long. */
const probeTimeoutMs = 1_000;
/** An attempt this old, from before a sleep or a change of network, may wait for what never comes. */
const staleAttemptMs = 2_000;
/** From this attempt on it is polling that is tried first: something on the way may swallow WebSockets. */
const pollingFirstFrom = 3;

/** The one state machine, for the first connect and for every later one. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #environment: Environment;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = initialState;
  #started = false;
  #attempt = 1;
  #begunAtMs = 0;
  /** Grows with each attempt and each close: credentials for an older attempt come too late. */
  #generation = 0;
  #socket: HubSocket | undefined;
  #lastNotice: Notice | undefined;
  #cancelTimer: () => void = () => undefined;
  #stopWatching: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#environment = options.environment;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Returns what ends the listening. The listener is not told the present state. */
  subscribe(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts, also again after a close; does nothing while it is under way. Aborting closes. */
  connect(signal?: AbortSignal): void {
    if (this.#started) return;
    this.#started = true;
    this.#attempt = 1;
    const stopWakeUps = this.#environment.watchWakeUps(() => this.#wake());
    const onAbort = () => this.close();
    signal?.addEventListener("abort", onAbort);
    this.#stopWatching = () => {
      stopWakeUps();
      signal?.removeEventListener("abort", onAbort);
    };
    if (signal?.aborted) this.close();
    else this.#begin();
  }

  /** Ends the waiting, if it waits. */
  retryNow(): void {
    if (this.#state.kind === "waiting") this.#begin();
  }

  /** The client's own end: nothing is tried again until `connect`. */
  close(): void {
    if (this.#started) this.#finish("CLIENT_CLOSED", "The connection was closed here.");
  }

  /** Sends a call on the live connection; only to be used while it is live. */
  call(method: string, input: unknown, meta: CallMeta, onReply: (reply: Reply<unknown>) => void): void {
    this.#socket?.call(method, input, meta, onReply);
  }

  /** The same for what has no reply. */
  send(name: string, frame: unknown): void {
    this.#socket?.send(name, frame);
  }

  /** Somebody looks again, or the network changed: nothing that was so before needs to be so now. */
  #wake(): void {
    switch (this.#state.kind) {
      case "waiting":
        this.#attempt = 1;
        this.#begin();
        break;
      case "connecting":
        if (this.#environment.now() - this.#begunAtMs >= staleAttemptMs) this.#begin();
        break;
      case "live":
        this.#probe();
        break;
      case "closed":
        break;
    }
  }

  /** Connects anew if the live connection does not answer: the network would not say so for half a minute. */
  #probe(): void {
    const generation = this.#generation;
    const cancelTimer = this.#environment.schedule(() => {
      if (generation !== this.#generation) return;
      this.#attempt = 1;
      this.#begin();
    }, probeTimeoutMs);
    this.#socket?.ping(cancelTimer);
  }

  #begin(): void {
    const generation = this.#abandon();
    this.#begunAtMs = this.#environment.now();
    this.#set({ kind: "connecting", attempt: this.#attempt });
    this.#cancelTimer = this.#environment.schedule(() => this.#retry("TIMEOUT"), attemptTimeoutMs);
    this.#options.auth().then(
      (credentials) => {
        if (generation === this.#generation) this.#open(credentials);
      },
      (error: unknown) => {
        if (generation !== this.#generation) return;
        if (isHubError(error) && (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN"))
          this.#finish(error.code, error.message);
        else this.#retry("NO_CREDENTIALS");
      },
    );
  }

  #open({ token }: Credentials): void {
    const { url, headers, encoding, transports } = this.#options;
    this.#socket = openSocket({
      url,
      headers,
      encoding,
      auth: token === undefined ? {} : { token },
      transports: this.#attempt < pollingFirstFrom ? transports : pollingFirst(transports),
      onOpen: (connectionId) => this.#live(connectionId),
      onFailed: (refusal) => this.#failed(refusal),
      onEvent: (name, payload, reply) => {
        if (name === "notice") this.#note(payload as Notice);
        this.#options.onEvent(name, payload, reply);
      },
      onEnded: ({ tooLarge }) => this.#ended(tooLarge),
    });
  }

  #live(connectionId: string): void {
    this.#cancelTimer();
    this.#set({ kind: "live", since: this.#environment.now(), connectionId });
  }

  #failed(refusal: HandshakeRefusal | null): void {
    if (refusal === null) this.#retry("UNREACHABLE");
    else if (refusal.retry) this.#retry(refusal.code);
    else this.#finish(refusal.code, refusal.message);
  }

  #note(notice: Notice): void {
    if (notice.code in closeCodes) this.#lastNotice = notice;
  }

  #ended(tooLarge: boolean): void {
    const notice = this.#lastNotice;
    if (this.#state.kind === "live" && this.#environment.now() - this.#state.since >= stableAfterMs) this.#attempt = 0;
    if (tooLarge) this.#finish("PROTOCOL_ERROR", closeCodes.PROTOCOL_ERROR.message);
    else if (notice !== undefined && !notice.retry) this.#finish(notice.code as ClosedCode, notice.message);
    else this.#retry(notice?.code ?? "LOST", notice?.reconnectWithinMs);
  }

  /** `withinMs`: the server has asked its clients to spread themselves over so long. */
  #retry(reason: string, withinMs?: number): void {
    this.#attempt += 1;
    this.#abandon();
    const { random } = this.#environment;
    const policyMs = this.#options.retryPolicy(Math.max(1, this.#attempt - 1), random);
    const delayMs = policyMs === null || withinMs === undefined ? policyMs : random() * withinMs;
    if (delayMs === null) {
      this.#finish("GAVE_UP", "The server could not be reached.");
      return;
    }
    this.#cancelTimer = this.#environment.schedule(() => this.#begin(), delayMs);
    this.#set({ kind: "waiting", attempt: this.#attempt, retryAtMs: this.#environment.now() + delayMs, reason });
  }

  #finish(code: ClosedCode, message: string): void {
    this.#started = false;
    this.#abandon();
    this.#stopWatching();
    this.#set({ kind: "closed", code, message });
  }

  /** Lets go of whatever was under way. Returns the number by which what follows is known. */
  #abandon(): number {
    this.#generation += 1;
    this.#cancelTimer();
    this.#socket?.close();
    this.#socket = undefined;
    this.#lastNotice = undefined;
    return this.#generation;
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) runHandler(() => listener(state));
  }
}

const pollingFirst = (transports: readonly TransportName[]): TransportName[] =>
  transports.toSorted((one, other) => Number(other === "polling") - Number(one === "polling"));
