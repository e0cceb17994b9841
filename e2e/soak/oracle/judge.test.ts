import { describe, expect, it } from "vitest";
import type { Entry, Item } from "./entries";
import { isFaultless, judge, type Verdict } from "./judge";

const start: Entry = { kind: "snapshot", epoch: "e", head: 0, items: [], later: [], announced: false, atMs: 0 };
const event = (offset: number, id: string, version: number, epoch = "e"): Entry => ({
  kind: "event",
  epoch,
  offset,
  id,
  version,
  atMs: offset,
  shown: version,
});
const written: Item[] = [
  { id: "a", version: 1 },
  { id: "b", version: 1 },
  { id: "a", version: 2 },
];
const database: Item[] = [
  { id: "a", version: 2 },
  { id: "b", version: 1 },
];
const whole = [start, event(1, "a", 1), event(2, "b", 1), event(3, "a", 2)];
const shown = { a: 2, b: 1 };

function verdictOn(entries: Entry[], change: { view?: object; written?: Item[]; database?: Item[] } = {}) {
  const view = new Map(Object.entries(change.view ?? shown) as [string, number][]);
  const facts = { written, database, ...change, logs: [{ client: "c", entries, view }] };
  const { words, ...counts } = judge(facts);
  expect(isFaultless({ ...counts, words })).toBe(Object.values(counts).every((each) => each === 0));
  return Object.fromEntries(Object.entries(counts).filter(([, each]) => each > 0)) as Partial<Verdict>;
}

describe("the oracle of the fault suite", () => {
  it("[ORACLE] finds nothing where everything came once and in order", () => {
    expect(verdictOn(whole)).toEqual({});
  });

  it("[ORACLE] misses a change that never came, also the last one", () => {
    expect(verdictOn([start, event(1, "a", 1), event(3, "a", 2)])).toEqual({ missing: 1 });
    expect(verdictOn(whole.slice(0, 3), { view: { a: 1, b: 1 } })).toEqual({ missing: 1, differing: 1 });
  });

  it("[ORACLE] a snapshot covers the states that it gives, older ones too, and no newer ones", () => {
    const announced = { ...start, head: 3, items: database, announced: true };
    expect(verdictOn([start, event(1, "a", 1), announced])).toEqual({});
    expect(verdictOn([start, { ...announced, items: [{ id: "a", version: 1 }, ...database.slice(1)] }])).toEqual({
      missing: 1,
    });
  });

  it("[ORACLE] catches what came twice: at its offset, at another one, and in another epoch", () => {
    expect(verdictOn([...whole, event(3, "a", 2)])).toEqual({ doubled: 1 });
    expect(verdictOn([...whole, event(4, "a", 2)])).toEqual({ doubled: 1 });
    expect(verdictOn([...whole, event(1, "a", 2, "f")])).toEqual({ doubled: 1 });
  });

  it("[ORACLE] catches what came out of order, by offset and by version", () => {
    const early = [start, event(2, "b", 1), event(1, "a", 1), event(3, "a", 2)];
    expect(verdictOn(early)).toEqual({ inverted: 1 });
    expect(verdictOn([start, event(1, "a", 2), event(2, "a", 1), event(3, "b", 1)])).toEqual({ inverted: 1 });
  });

  it("[ORACLE] a snapshot that is newer than its place makes the events in between neither doubled nor inverted", () => {
    const newer = { ...start, head: 1, items: [{ id: "a", version: 3 }, ...database.slice(1)] };
    const older = { ...event(3, "a", 2), shown: 3 };
    const third = { id: "a", version: 3 };
    const change = { written: [...written, third], database: newer.items, view: { a: 3, b: 1 } };
    expect(verdictOn([newer, event(2, "b", 1), older, event(4, "a", 3)], change)).toEqual({});
    expect(verdictOn([newer, event(2, "b", 1), event(3, "a", 2), event(4, "a", 3)], change)).toEqual({ inverted: 1 });
  });

  it("[ORACLE] the rest of the list, read while events go on, covers what it holds and was not shown from the start", () => {
    const paged = { ...start, head: 1, later: [{ id: "a", version: 2 }] };
    const change = { written: [...written, { id: "a", version: 3 }], view: { a: 3, b: 1 } };
    const moved = { ...change, database: [{ id: "a", version: 3 }, ...database.slice(1)] };
    const first = { ...event(3, "a", 1), shown: 1 };
    expect(verdictOn([paged, event(2, "b", 1), first, event(4, "a", 3)], moved)).toEqual({});
    expect(verdictOn([{ ...paged, later: [] }, event(2, "b", 1), first, event(4, "a", 3)], moved)).toEqual({
      missing: 1,
    });
  });

  it("[ORACLE] an event at or below the place of a snapshot is out of order", () => {
    expect(verdictOn([{ ...start, head: 3, items: database }, event(3, "a", 2)])).toEqual({ inverted: 1 });
  });

  it("[ORACLE] the final view is compared with the database: stale, absent and surplus", () => {
    expect(verdictOn(whole, { view: { a: 1, b: 1 } })).toEqual({ differing: 1 });
    expect(verdictOn(whole, { view: { a: 2 } })).toEqual({ differing: 1 });
    expect(verdictOn(whole, { view: { ...shown, hidden: 1 } })).toEqual({ differing: 1 });
  });

  it("[ORACLE] the database is compared with the writer's log: acknowledged and gone, and changed twice", () => {
    const lost = { database: [{ id: "b", version: 1 }], view: { b: 1 } };
    expect(verdictOn(whole, lost)).toEqual({ unkept: 1 });
    expect(verdictOn(whole, { database: [...database, { id: "c", version: 1 }], view: { ...shown, c: 1 } })).toEqual({
      unasked: 1,
    });
    const again = [{ id: "a", version: 3 }, ...database.slice(1)];
    expect(verdictOn(whole, { database: again, view: { a: 3, b: 1 } })).toEqual({ unasked: 1 });
  });

  it("[ORACLE] without a writer's log the database's states are what must have come", () => {
    const logs = [{ client: "c", entries: whole.slice(0, 3), view: new Map(Object.entries(shown)) }];
    expect(judge({ written: null, database, logs })).toMatchObject({ missing: 1, unasked: 0, differing: 0 });
  });
});
