import { expect, it } from "vitest";
import type { AuditEntry } from "@/lib/contracts/audit";
import { appendEntries, applyEntries, matchesAudit } from "./audit-cache";

const entry = (n: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  actor: { kind: "user", id: "ada", name: "Ada Admin" },
  action: "user.updated",
  target: { kind: "user", id: "fay", name: "Fay" },
  refusedCode: null,
  count: 1,
  via: "rest",
  address: "192.0.2.7",
  userAgent: null,
  traceId: null,
  detail: {},
  ...change,
});
const numbers = (list: { items: AuditEntry[] }) => list.items.map(({ id }) => Number(id.slice(-3)));

it("[AUDIT-LIVE] what comes in stands once, at its place by time; beyond the loaded part it is left to the next page", () => {
  const list = { items: [entry(5), entry(3)], nextCursor: "more" };
  expect(numbers(applyEntries(list, {}, [entry(6), entry(4), entry(6), entry(5), entry(2)]))).toEqual([6, 5, 4, 3]);
  expect(numbers(applyEntries({ ...list, nextCursor: null }, {}, [entry(2)]))).toEqual([5, 3, 2]);
  expect(applyEntries(list, {}, [entry(5)])).toBe(list);
  expect(numbers(appendEntries(list, { items: [entry(3), entry(2)], nextCursor: null }))).toEqual([5, 3, 2]);
});

it("[AUDIT-LIVE] a filter lets through what the server's would", () => {
  const refused = entry(1, { refusedCode: "FORBIDDEN", action: "order.moved", target: null, address: null });
  expect(matchesAudit(refused, { outcome: "refused", action: "order." })).toBe(true);
  expect(matchesAudit(refused, { outcome: "done" })).toBe(false);
  expect(matchesAudit(entry(1), { action: "order." })).toBe(false);
  expect(matchesAudit(entry(1), { actorId: "ada", q: "fAY" })).toBe(true);
  expect(matchesAudit(entry(1), { actorId: "fay" })).toBe(false);
  expect(matchesAudit(entry(1), { q: "192.0.2" })).toBe(true);
  expect(matchesAudit(refused, { q: "192.0.2" })).toBe(false);
  const { at } = entry(1);
  expect(matchesAudit(entry(1), { from: at })).toBe(true);
  expect(matchesAudit(entry(1), { to: at })).toBe(false);
});
