import type { HubError } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";
import { reportHandlerError, runHandler } from "./environment";
import type { CallPort } from "./recurring-call";
import { callUntilAnswered } from "./recurring-call";

export interface SubscriptionUser {
  onReply: (reply: unknown) => void;
  onError?: (error: HubError) => void;
}

/**
 * A call that must be made again on each new connection. Users with the same call and input share it; each newcomer has it made again,
 * and every reply goes to all of them: it is a state, not a change.
 */
export class Subscription {
  readonly #port: CallPort;
  readonly #method: string;
  readonly #input: unknown;
  readonly #users = new Set<SubscriptionUser>();
  #generation = 0;

  constructor(port: CallPort, method: string, input: unknown) {
    this.#port = port;
    this.#method = method;
    this.#input = input;
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  /** Returns what ends this use. */
  add(user: SubscriptionUser): () => void {
    this.#users.add(user);
    if (this.#port.isLive()) this.issue();
    return () => {
      this.#users.delete(user);
      if (!this.isUsed) this.#generation += 1;
    };
  }

  /** To be called whenever the connection has come up. */
  issue(): void {
    this.#generation += 1;
    const generation = this.#generation;
    callUntilAnswered(this.#port, this.#method, this.#input, () => generation === this.#generation).then(
      (answer) => {
        if (answer !== null) this.#tell((user) => user.onReply(answer.reply));
      },
      (error: unknown) => {
        if (isHubError(error)) this.#tell((user) => user.onError?.(error));
        else reportHandlerError(error);
      },
    );
  }

  #tell(act: (user: SubscriptionUser) => void): void {
    for (const user of [...this.#users]) runHandler(() => act(user));
  }
}
