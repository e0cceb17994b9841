import { expect, it } from "vitest";
import type { Cursor, DurableReply, ErrorCode, Reply, StreamEvent } from "@/lib/hub-protocol";
import { StreamFollower } from "./follow-stream";

const event = (offset: number, epoch = "e"): StreamEvent => ({
  v: 1,
  stream: "orders",
  epoch,
  offset,
  id: `${offset}`,
  type: "order.updated",
  at: "2026-11-21T12:00:00.000Z",
  data: {},
});
const hidden = (offset: number): StreamEvent => ({ v: 1, stream: "orders", epoch: "e", offset, type: "void" });
const page = (events: StreamEvent[], more = false): DurableReply => ({
  stream: "orders",
  epoch: "e",
  head: events.at(-1)?.offset ?? 0,
  events,
  more,
});
const snapshot = (epoch: string, head: number): DurableReply => ({
  stream: "orders",
  resync: true,
  epoch,
  head,
  snapshot: null,
  cursor: null,
});

/** A hub that answers when the test says so. */
function follow(since: Cursor | null) {
  const asked: { input: unknown; isOwn: boolean | undefined; answer: (reply: Reply<unknown>) => void }[] = [];
  const told: string[] = [];
  const drained: (() => void)[] = [];
  const follower = new StreamFollower(
    {
      opened: Promise.resolve(),
      call: (_method, input, answer, { isOwn } = {}) => void asked.push({ input, isOwn, answer }),
      wrote: () => undefined,
      pinged: () => undefined,
      ponged: () => undefined,
      gone: () => undefined,
    },
    "orders",
    since,
    {
      onStart: () => told.push("start"),
      onSnapshot: ({ head }, isAnnounced) => told.push(`${isAnnounced ? "resync" : "snapshot"} ${head}`),
      onEvent: ({ offset }) => told.push(`event ${offset}`),
      onFailed: ({ code }) => told.push(code),
      whenDrained: (then) => drained.push(then),
    },
  );
  const last = () => asked.at(-1) ?? { input: null, isOwn: undefined, answer: () => undefined };
  return {
    follower,
    asked,
    told,
    drained,
    answer: (value: DurableReply) => last().answer({ ok: true, value }),
    refuse: (code: ErrorCode, data?: unknown) =>
      last().answer({ ok: false, error: { code, message: "", traceId: "t", ...(data !== undefined && { data }) } }),
    input: () => last().input,
  };
}

it("[FOLLOW-START] starts where it is told, or with an unannounced snapshot", () => {
  const anew = follow(null);
  expect(anew.input()).toEqual({ stream: "orders" });
  anew.answer(snapshot("e", 4));
  const resumed = follow({ epoch: "e", offset: 4 });
  expect(resumed.input()).toEqual({ stream: "orders", epoch: "e", offset: 4 });
  resumed.answer(page([event(5)]));
  expect([anew.told, resumed.told]).toEqual([
    ["start", "snapshot 4"],
    ["start", "event 5"],
  ]);
});

it("[FOLLOW-PAGES] asks for the next page behind what it received, once this one has left; live events in between are the pages' own", () => {
  const { told, drained, asked, answer, input, follower } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1), event(2)], true));
  follower.take(event(5));
  expect(asked).toHaveLength(1);
  drained[0]?.();
  expect(input()).toEqual({ stream: "orders", epoch: "e", offset: 2 });
  answer(page([event(3), event(4), event(5)]));
  follower.take(event(6));
  expect(told.slice(1)).toEqual([1, 2, 3, 4, 5, 6].map((offset) => `event ${offset}`));
});

it("[FOLLOW-OWN] the first question is the client's call, pages and holes after it are not", async () => {
  const { asked, answer, refuse, follower, drained } = follow({ epoch: "e", offset: 0 });
  refuse("RATE_LIMITED", { retryAfterMs: 1 });
  await expect.poll(() => asked.length).toBe(2);
  answer(page([event(1)], true));
  drained[0]?.();
  answer(page([event(2)]));
  follower.take(event(4));
  expect(asked.map(({ isOwn }) => isOwn)).toEqual([false, false, true, true]);
});

it("[FOLLOW-HIDDEN] what is hidden moves the place and is not told", () => {
  const { told, answer, follower } = follow({ epoch: "e", offset: 0 });
  answer(page([hidden(1), event(2)]));
  follower.take(hidden(3));
  expect([told, follower.place]).toEqual([["start", "event 2"], { epoch: "e", offset: 3 }]);
});

it("[FOLLOW-TWICE] an event that comes again is told once", () => {
  const { told, answer, follower } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1)]));
  for (const offset of [1, 2, 2, 1]) follower.take(event(offset));
  expect(told).toEqual(["start", "event 1", "event 2"]);
});

it("[FOLLOW-GAP] a hole is read from the log before anything behind it is told", () => {
  const { told, answer, follower, input, asked } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1)]));
  follower.take(event(3));
  expect([told.length, input()]).toEqual([2, { stream: "orders", epoch: "e", offset: 1 }]);
  answer(page([event(2), event(3)]));
  expect([told.slice(2), asked.length]).toEqual([["event 2", "event 3"], 2]);
});

it("[FOLLOW-HEAD] a head that is ahead finds a lost last event", () => {
  const { answer, follower, input, asked } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1)]));
  follower.takeHead({ stream: "orders", epoch: "e", head: 1 });
  expect(asked).toHaveLength(1);
  follower.takeHead({ stream: "orders", epoch: "e", head: 2 });
  expect(input()).toEqual({ stream: "orders", epoch: "e", offset: 1 });
});

it("[FOLLOW-EPOCH] another epoch starts anew, announced", () => {
  const { told, answer, follower } = follow(null);
  answer(snapshot("e", 7));
  follower.take(event(1, "new"));
  answer(snapshot("new", 1));
  follower.take(event(2, "new"));
  expect(told).toEqual(["start", "snapshot 7", "resync 1", "event 2"]);
});

it("[FOLLOW-REFUSED] a first refusal is told; what the hub asks to wait for is waited for", async () => {
  const refused = follow(null);
  refused.refuse("FORBIDDEN");
  expect(refused.told).toEqual(["FORBIDDEN"]);
  const waits = follow({ epoch: "e", offset: 0 });
  waits.refuse("RATE_LIMITED", { retryAfterMs: 5 });
  await expect.poll(() => waits.asked.length).toBe(2);
  waits.answer(page([event(1)]));
  expect(waits.told).toEqual(["start", "event 1"]);
});

it("[FOLLOW-FAULT] a fault in between that passes is not told; one that does not pass is", async () => {
  const { told, answer, refuse, follower, asked } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1)]));
  follower.take(event(3));
  refuse("UNAVAILABLE");
  await expect.poll(() => asked.length).toBe(3);
  answer(page([event(2), event(3)]));
  follower.take(event(5));
  refuse("FORBIDDEN");
  expect(told).toEqual(["start", "event 1", "event 2", "event 3", "FORBIDDEN"]);
});

it("[FOLLOW-STOP] once stopped it asks for nothing and tells nothing", () => {
  const { told, answer, follower, asked, drained } = follow({ epoch: "e", offset: 0 });
  answer(page([event(1)], true));
  follower.stop();
  drained[0]?.();
  follower.take(event(2));
  answer(page([event(2)]));
  expect([told, asked.length]).toEqual([["start", "event 1"], 1]);
});
