import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { spaceStarts } from "./spaced-starts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const exchange = (url: string) => {
  const request = Object.assign(new IncomingMessage(new Socket()), { url });
  return [request, new ServerResponse(request)] as const;
};

/** Sign-ins are /sign-in/WHOSE; everything else is light. */
function begin() {
  const begun: string[] = [];
  const answer = spaceStarts(
    { everyMs: 10, laneOf: ({ url = "" }) => /^\/sign-in\/(\w+)/.exec(url)?.[1] ?? null },
    ({ url }) => void begun.push(`${url}`),
  );
  return { begun, answer };
}

it("[SIGN-IN-SPACED] sign-ins that come at once are begun one after the other, in their order; everything else goes by them", async () => {
  const { begun, answer } = begin();
  for (const n of [1, 2, 3]) void answer(...exchange(`/sign-in/us/${n}`));
  void answer(...exchange("/orders"));
  await vi.advanceTimersByTimeAsync(9);
  expect(begun).toEqual(["/orders", "/sign-in/us/1"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual(["/orders", "/sign-in/us/1", "/sign-in/us/2"]);
  await vi.advanceTimersByTimeAsync(10);
  expect(begun).toEqual(["/orders", "/sign-in/us/1", "/sign-in/us/2", "/sign-in/us/3"]);
  // Alone, nobody waits; but right behind another they do.
  await vi.advanceTimersByTimeAsync(10);
  await answer(...exchange("/sign-in/us/4"));
  void answer(...exchange("/sign-in/us/5"));
  expect(begun.slice(4)).toEqual(["/sign-in/us/4"]);
});

it("[SIGN-IN-SPACED] somebody's thousand hold up nobody but each other", async () => {
  const { begun, answer } = begin();
  for (let n = 0; n < 1_000; n++) void answer(...exchange("/sign-in/stranger"));
  void answer(...exchange("/sign-in/owner"));
  await vi.advanceTimersByTimeAsync(20);
  expect(begun).toEqual(["/sign-in/stranger", "/sign-in/stranger", "/sign-in/owner"]);
});

it("[SIGN-IN-SPACED] whoever has gone before their turn is not answered, and those behind them are", async () => {
  const { begun, answer } = begin();
  const gone = exchange("/sign-in/us/2");
  for (const each of [exchange("/sign-in/us/1"), gone, exchange("/sign-in/us/3")]) void answer(...each);
  gone[1].destroy();
  await vi.advanceTimersByTimeAsync(20);
  expect(begun).toEqual(["/sign-in/us/1", "/sign-in/us/3"]);
});
