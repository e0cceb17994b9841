import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { paceStarts } from "./paced-starts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const exchange = (url: string) => {
  const request = Object.assign(new IncomingMessage(new Socket()), { url });
  return [request, new ServerResponse(request)] as const;
};

/** Whatever stands below /token is heavy, what stands below /password as well and the heaviest. */
function begin(waiting = 100) {
  const begun: string[] = [];
  const starts = paceStarts(
    {
      isHeavy: ({ url }) => /^\/(token|password)/.test(`${url}`),
      isHeaviest: ({ url }) => `${url}`.startsWith("/password"),
      everyMs: 40,
      waiting,
    },
    ({ url }) => void begun.push(`${url}`),
  );
  return { begun, starts, ask: (url: string) => void starts.answer(...exchange(url)) };
}

it("[SIGN-IN-PACE] sign-ins that come at once are begun `everyMs` after one another, in their order; everything else goes by them", async () => {
  const { begun, ask } = begin();
  for (const url of ["/password/1", "/password/2", "/password/3", "/token/a", "/orders"]) ask(url);
  expect(begun).toEqual(["/orders"]);
  await vi.advanceTimersByTimeAsync(39);
  expect(begun.slice(1)).toEqual(["/password/1", "/token/a"]);
  await vi.advanceTimersByTimeAsync(1 + 40 + 1);
  expect(begun.slice(3)).toEqual(["/password/2", "/password/3"]);
  await vi.advanceTimersByTimeAsync(40);
  ask("/password/4");
  await vi.advanceTimersByTimeAsync(1);
  expect(begun.slice(5), "alone, nobody waits").toEqual(["/password/4"]);
});

it("[SIGN-IN-PACE] what is heavy is begun one in each turn of the event loop", async () => {
  const { begun, ask } = begin();
  for (const url of ["/token/1", "/token/2"]) ask(url);
  vi.advanceTimersToNextTimer();
  await Promise.resolve();
  expect(begun).toEqual(["/token/1"]);
  vi.advanceTimersToNextTimer();
  await Promise.resolve();
  expect(begun).toEqual(["/token/1", "/token/2"]);
});

it("[SIGN-IN-PACE] whoever has gone before their turn is not answered, and costs those behind them no time", async () => {
  const { begun, starts, ask } = begin();
  const gone = exchange("/password/2");
  ask("/password/1");
  void starts.answer(...gone);
  ask("/password/3");
  gone[1].destroy();
  await vi.advanceTimersByTimeAsync(45);
  expect(begun).toEqual(["/password/1", "/password/3"]);
});

it("[SIGN-IN-PACE] with too many waiting, one more is not held back: it is refused, if at all, by what counts attempts", async () => {
  const { begun, ask } = begin(1);
  for (const url of ["/password/1", "/password/2", "/password/3"]) ask(url);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual(["/password/1", "/password/3"]);
});

it("[SIGN-IN-PACE] at the end nobody is held back any more", async () => {
  const { begun, starts, ask } = begin();
  for (const url of ["/password/1", "/password/2", "/password/3"]) ask(url);
  starts[Symbol.dispose]();
  ask("/password/4");
  await vi.advanceTimersByTimeAsync(4);
  expect(begun.map((url) => url.at(-1))).toEqual(["1", "2", "3", "4"]);
});
