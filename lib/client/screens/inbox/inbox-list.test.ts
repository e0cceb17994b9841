import { describe, expect, it } from "vitest";
import type { InboxItem } from "@/lib/contracts/notifications";
import { applyMarks } from "../../notifications/inbox-cache";
import { activeAfter, meaningOf } from "./inbox-keyboard";
import { appendPage, heldRows, keepView, mergeFirstPage, restoreMarks, unreadAfter } from "./inbox-list";

const at = (second: number): string => new Date(second * 1_000).toISOString();
const item = (second: number, over: Partial<InboxItem> = {}): InboxItem => ({
  id: `n${second}`,
  kind: "broadcast",
  severity: "info",
  title: "t",
  body: "b",
  fingerprint: `f${second}`,
  link: null,
  count: 1,
  createdAt: at(second),
  updatedAt: at(second),
  resolvedAt: null,
  version: 1,
  seenAt: null,
  readAt: null,
  archivedAt: null,
  ...over,
});
const list = (...items: InboxItem[]) => ({ items, nextCursor: null });
const ids = ({ items }: { items: readonly InboxItem[] }) => items.map(({ id }) => id);

describe("the inbox's list", () => {
  it("a page read again does not undo what the hub told meanwhile", () => {
    const known = list(item(9), item(5, { version: 3, resolvedAt: at(8) }), item(1));
    const merged = mergeFirstPage(list(item(5, { version: 2, readAt: at(6) }), item(4)), known, "all", at(7));
    expect(ids(merged)).toEqual(["n9", "n5", "n4"]);
    expect(merged.items[1]).toMatchObject({ version: 3, resolvedAt: at(8), readAt: at(6) });
  });

  it("a page read again takes away what another tab archived, and brings nothing into a view where it does not belong", () => {
    expect(ids(mergeFirstPage(list(item(5)), list(item(6), item(5)), "all", at(7)))).toEqual(["n5"]);
    const known = list(item(9, { readAt: at(10) }));
    expect(ids(mergeFirstPage(list(item(5)), known, "unread", at(7)))).toEqual(["n5"]);
  });

  it("in unread what was read stays until the view is opened again", () => {
    const read = applyMarks(list(item(2), item(1)), "unread", { ids: ["n2"], as: "read" }, at(9));
    expect(ids(read)).toEqual(["n2", "n1"]);
    expect(ids(keepView(read, "unread"))).toEqual(["n1"]);
  });

  it("older pages come at the end, each row once", () => {
    expect(ids(appendPage(list(item(3), item(2)), list(item(2), item(1))))).toEqual(["n3", "n2", "n1"]);
  });

  it("a refused mark is taken back, and what came in meanwhile stays", () => {
    const before = list(item(3), item(2), item(1));
    const marked = applyMarks(before, "all", { ids: ["n2"], as: "archived" }, at(20));
    expect(ids(marked)).toEqual(["n3", "n1"]);
    const movedOn = { ...marked, items: [item(4), ...marked.items] };
    const restored = restoreMarks(movedOn, "all", [item(2)]);
    expect(ids(restored)).toEqual(["n4", "n3", "n2", "n1"]);
    expect(restored.items[2]?.archivedAt).toBeNull();
  });

  it("taking back a mark puts no row into a view that it was not in", () => {
    const archived = item(2, { archivedAt: at(3) });
    expect(ids(restoreMarks(list(item(1)), "all", [archived]))).toEqual(["n1"]);
  });

  it("the badge is guessed until the server counts: only what changes between unread and read moves it", () => {
    const items = [item(3), item(2, { readAt: at(4) }), item(1, { readAt: at(2), archivedAt: at(3) })];
    expect(unreadAfter(5, items, { ids: ["n3", "n2"], as: "read" }, at(9))).toBe(4);
    expect(unreadAfter(5, items, { ids: ["n3"], as: "seen" }, at(9))).toBe(5);
    expect(unreadAfter(5, items, { ids: ["n2", "n1"], as: "unread" }, at(9))).toBe(7);
    expect(unreadAfter(5, items, { ids: null, as: "read" }, at(9))).toBe(0);
  });

  it("no jumps: what is newer than the held top waits, older pages do not", () => {
    const items = [item(5), item(4), item(3), item(1)];
    expect(heldRows(items, at(3))).toMatchObject({ waiting: 2, shown: [{ id: "n3" }, { id: "n1" }] });
    expect(heldRows(items, null)).toEqual({ shown: items, waiting: 0 });
  });
});

describe("the inbox by keyboard", () => {
  const rows = [item(3), item(2, { readAt: at(4) }), item(1)];

  it("arrows, Home and End go from row to row and stop at the ends", () => {
    expect(meaningOf("ArrowDown", rows, "n3")).toEqual({ kind: "go", to: "n2" });
    expect(meaningOf("ArrowUp", rows, "n3")).toBeNull();
    expect(meaningOf("End", rows, "n3")).toEqual({ kind: "go", to: "n1" });
    expect(meaningOf("Home", rows, "n1")).toEqual({ kind: "go", to: "n3" });
  });

  it("E archives, U turns read into unread and back, other keys are left to the browser", () => {
    expect(meaningOf("e", rows, "n3")).toEqual({ kind: "mark", id: "n3", as: "archived" });
    expect(meaningOf("u", rows, "n3")).toEqual({ kind: "mark", id: "n3", as: "read" });
    expect(meaningOf("u", rows, "n2")).toEqual({ kind: "mark", id: "n2", as: "unread" });
    expect(meaningOf("e", [item(1, { archivedAt: at(2) })], "n1")).toBeNull();
    expect(meaningOf("Enter", rows, "n2")).toBeNull();
    expect(meaningOf("u", rows, "gone")).toBeNull();
  });

  it("when the row is gone the next one takes its place, at the end the one before", () => {
    expect(activeAfter(rows, [item(3), item(1)], "n2")).toBe("n1");
    expect(activeAfter(rows, [item(3), item(2)], "n1")).toBe("n2");
    expect(activeAfter(rows, rows, "n2")).toBe("n2");
    expect(activeAfter(rows, [], "n2")).toBeNull();
    expect(activeAfter([], rows, null)).toBe("n3");
  });
});
