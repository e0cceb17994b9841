import type { IncomingMessage, ServerResponse } from "node:http";

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Begins one of the requests that `isHeavy` in each turn of the event loop: what many of them ask of this thread when they come at once would
 * keep everybody else waiting.
 */
export function beginOnePerTurn(isHeavy: (request: IncomingMessage) => boolean, answer: Answer): Answer {
  const waiting: (() => void)[] = [];
  function beginNext(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(beginNext);
  }
  return async (request, response) => {
    if (isHeavy(request)) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) setImmediate(beginNext);
      });
      // Who has gone meanwhile asks for nothing any more.
      if (response.destroyed) return;
    }
    await answer(request, response);
  };
}
