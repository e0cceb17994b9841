import { expect, it } from "vitest";
import type { LiveConnection } from "@/lib/contracts/connections";
import { liveConnection } from "@/lib/contracts/testing";
import { applyConnectionsChange, countText, findConnections, heldRows, sortConnections } from "./connection-list";
import { latencyText, sinceText, streamWord, transportText } from "./connection-words";

const connection = (id: string, name: string, change: Partial<LiveConnection> = {}) =>
  liveConnection(id, { userId: name, name, ...change });
const [maya, omar] = [
  connection("1", "Maya"),
  connection("2", "Omar", { role: "operator", transport: "polling", client: "curl" }),
];
const list = { connections: [maya, omar], total: 2, isPartial: false };

it("[OPS-LIST-TWICE] a change that is told twice, or tells what is known, changes nothing more", () => {
  const change = {
    opened: [connection("3", "Ada")],
    closed: ["1"],
    changed: [{ ...omar, latencyMs: 9 }],
    total: 2,
    isPartial: false,
  };
  const once = applyConnectionsChange(list, change);
  expect(once.connections.map(({ id, latencyMs }) => [id, latencyMs])).toEqual([
    ["3", null],
    ["2", 9],
  ]);
  expect(sortConnections(applyConnectionsChange(once, change).connections)).toEqual(sortConnections(once.connections));
});

it("one person's connections stand together, the oldest first", () => {
  const later = connection("4", "Maya", { connectedAt: "2026-11-21T13:00:00.000Z" });
  expect(sortConnections([omar, later, maya]).map(({ id }) => id)).toEqual(["1", "4", "2"]);
});

it("every word of a search must occur", () => {
  const found = (search: string) => findConnections([maya, omar], search).map(({ name }) => name);
  expect([found(""), found("OMAR polling"), found("omar websocket"), found("firefox"), found("192.0.2")]).toEqual([
    ["Maya", "Omar"],
    ["Omar"],
    [],
    ["Maya"],
    ["Maya", "Omar"],
  ]);
});

it("[OPS-LIST-HELD] held rows keep their places: who left stays as ended, who came waits", () => {
  const ada = connection("3", "Ada");
  const now = [ada, { ...omar, latencyMs: 9 }];
  const { rows, waiting } = heldRows([maya, omar], now);
  expect(rows.map(({ connection: { id, latencyMs }, ended }) => [id, latencyMs, ended])).toEqual([
    ["1", null, true],
    ["2", 9, false],
  ]);
  expect(waiting).toBe(1);
  expect(heldRows(null, now)).toMatchObject({ waiting: 0, rows: [{ ended: false }, { ended: false }] });
});

it("says what it shows in words", () => {
  expect(countText(list)).toBe("2 connections of 2 people");
  expect(countText({ connections: [maya], total: 1, isPartial: false })).toBe("1 connection of 1 person");
  expect(countText({ connections: [maya], total: 700, isPartial: false })).toBe(
    "the first 1 of 700 connections of 1 person",
  );
  const till: LiveConnection = { ...maya, id: "t", kind: "key", userId: "till", name: "Till" };
  expect(countText({ connections: [maya], total: 1, isPartial: true })).toBe(
    "1 connection of 1 person; a server does not answer",
  );
  expect(countText({ connections: [maya, till], total: 2, isPartial: false })).toBe(
    "2 connections of 1 person and 1 API key",
  );
  expect([latencyText(null), latencyText(0.2), latencyText(41.6), latencyText(900)]).toEqual([
    "–",
    "1\u00a0ms",
    "42\u00a0ms",
    "900\u00a0ms, slow",
  ]);
  const [at, zone] = [Date.UTC(2026, 10, 21, 12, 0, 7), "Europe/Berlin"];
  expect([sinceText(at, at + 60_000, zone), sinceText(at, at + 86_400_000, zone)]).toEqual([
    "13:00:07",
    "21 Nov, 13:00:07",
  ]);
  expect(transportText({ transport: "polling", encoding: "msgpack" })).toBe("Polling, MessagePack");
  expect(streamWord("order:7")).toEqual({ key: "order:7", text: "An order's page", href: "/orders/7" });
});
