import type { IncomingMessage, ServerResponse } from "node:http";

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface SpacedStarts {
  /** Whose queue a heavy request joins; null begins it at once. */
  laneOf: (request: IncomingMessage) => string | null;
  /** From one start to the next, ms. */
  everyMs: number;
}

/**
 * Begins heavy requests some time after one another: what many of them ask of this thread when they come at once would keep everybody else
 * waiting. Lanes take turns, so that somebody's thousand hold up nobody but each other.
 */
export function spaceStarts({ laneOf, everyMs }: SpacedStarts, answer: Answer): Answer {
  const lanes = new Map<string, (() => void)[]>();
  let isPausing = false;
  function beginNext(): void {
    const [first] = lanes;
    isPausing = first !== undefined;
    if (first === undefined) return;
    const [lane, waiting] = first;
    const begin = waiting.shift();
    lanes.delete(lane);
    if (waiting.length > 0) lanes.set(lane, waiting);
    begin?.();
    setTimeout(beginNext, everyMs);
  }
  const turnIn = (lane: string) =>
    new Promise<void>((resolve) => {
      const waiting = lanes.get(lane);
      if (waiting) waiting.push(resolve);
      else lanes.set(lane, [resolve]);
      if (!isPausing) beginNext();
    });
  return async (request, response) => {
    const lane = laneOf(request);
    if (lane !== null) {
      await turnIn(lane);
      // Who has gone meanwhile asks for nothing any more.
      if (response.destroyed) return;
    }
    await answer(request, response);
  };
}
