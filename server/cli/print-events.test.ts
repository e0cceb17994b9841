import { expect, it } from "vitest";
import type { TypedEvent } from "@/lib/hub-client";
import type { Cursor } from "@/lib/hub-protocol";
import type { PlaceStore } from "./place-store";
import { printEvents } from "./print-events";

const event = (offset: number): TypedEvent<unknown> => ({
  v: 1,
  stream: "orders",
  epoch: "e",
  offset,
  id: `${offset}`,
  type: "order.created",
  at: "2026-11-21T12:00:00.000Z",
  data: {},
});

/** A terminal that takes a line when the test says so; what happened, in order. */
function world(saved: Cursor | null = null) {
  const happened: string[] = [];
  const taken: (() => void)[] = [];
  const store: PlaceStore = {
    path: "",
    read: () => saved,
    save: ({ offset }) => void happened.push(`kept ${offset}`),
  };
  const handlers = printEvents({
    output: {
      isTerminal: false,
      columns: 100,
      line: (text) =>
        new Promise((resolve) => {
          happened.push(`printed ${JSON.parse(text).offset}`);
          taken.push(resolve);
        }),
      note: () => undefined,
      style: (text) => text,
    },
    asJson: true,
    store,
    since: null,
    note: (text) => void happened.push(text),
    fail: (error) => void happened.push(String(error)),
  });
  return { happened, taken, handlers };
}

it("[CLI-PLACE] a place is kept when its line is written, never before, and lines are written one after the other", async () => {
  const { happened, taken, handlers } = world();
  handlers.onEvents([event(1), event(2)], { replayed: false, cursor: { epoch: "e", offset: 2 } });
  await expect.poll(() => happened).toEqual(["printed 1"]);
  taken[0]?.();
  await expect.poll(() => happened).toEqual(["printed 1", "kept 1", "printed 2"]);
  taken[1]?.();
  await expect.poll(() => happened).toEqual(["printed 1", "kept 1", "printed 2", "kept 2"]);
});

it("[CLI-PLACE-START] it goes on from the place that was kept; a snapshot's place is kept before the first event", async () => {
  expect(world({ epoch: "e", offset: 7 }).handlers.cursor).toEqual({ epoch: "e", offset: 7 });
  const { happened, handlers } = world();
  handlers.onSnapshot?.({ epoch: "e", head: 4, announced: false, snapshot: null, cursor: null });
  await expect.poll(() => happened).toEqual(["kept 4", "from now on, after e:4"]);
});
