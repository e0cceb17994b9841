import type { IncomingMessage, ServerResponse } from "node:http";

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface Pace {
  /** Begun one in each turn of the event loop; everything else at once. */
  isHeavy: (request: IncomingMessage) => boolean;
  /** Begun `everyMs` after one another. */
  isHeaviest: (request: IncomingMessage) => boolean;
  everyMs: number;
  /** So many of the heaviest wait. One more is begun like a heavy one: what is behind knows how to refuse. */
  waiting: number;
}

interface Waiting {
  response: ServerResponse;
  begin: () => void;
}

/**
 * Begins heavy requests after one another: what many of them ask of this thread when they come at once would keep everybody else waiting.
 * Disposed, it holds nothing back any more.
 */
export function paceStarts(
  { isHeavy, isHeaviest, everyMs, waiting }: Pace,
  answer: Answer,
): Disposable & { answer: Answer } {
  const turns: Waiting[] = [];
  const paced: Waiting[] = [];
  let pause: NodeJS.Timeout | undefined;
  let isOver = false;

  function nextTurn(): void {
    turns.shift()?.begin();
    if (turns.length > 0) setImmediate(nextTurn);
  }
  function takeTurn(one: Waiting): void {
    if (turns.push(one) === 1) setImmediate(nextTurn);
  }
  function nextPaced(): void {
    pause = undefined;
    for (let one = paced.shift(); one !== undefined; one = paced.shift()) {
      takeTurn(one);
      // Who has gone costs nobody a pause.
      if (one.response.destroyed) continue;
      pause = setTimeout(nextPaced, everyMs);
      return;
    }
  }
  function wait(request: IncomingMessage, one: Waiting): void {
    if (isOver || !isHeaviest(request) || paced.length >= waiting) takeTurn(one);
    else if (paced.push(one) === 1 && pause === undefined) nextPaced();
  }

  return {
    async answer(request, response) {
      if (isHeavy(request)) {
        await new Promise<void>((begin) => wait(request, { response, begin }));
        // Who has gone meanwhile asks for nothing any more.
        if (response.destroyed) return;
      }
      await answer(request, response);
    },
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(pause);
      for (const one of paced.splice(0)) takeTurn(one);
    },
  };
}
