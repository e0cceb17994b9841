import { expect, it } from "vitest";
import type { ApiKey } from "@/lib/contracts/api-keys";
import { keyScopes } from "@/lib/contracts/permissions";
import {
  connectionsText,
  countText,
  presets,
  scopeChoices,
  scopesText,
  stateOf,
  tryCommand,
  withKey,
} from "./key-words";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const key = (id: string, change: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: id,
  prefix: "pb_abcdefgh",
  scopes: ["metrics.write"],
  createdBy: { id: "ada", name: "Ada", active: true },
  createdAt: "2026-11-01T12:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  revokedAt: null,
  connections: 0,
  ...change,
});

it("[KEYS-PAGE] every scope has words, and the presets give what they say", () => {
  expect(scopeChoices.map(({ value }) => value).sort()).toEqual([...keyScopes].sort());
  expect(presets.map(({ label, scopes }) => `${label}: ${scopesText(scopes)}`)).toEqual([
    "Send measurements: Send measurements",
    "Write orders: Read orders, write orders",
    "Read: Read metrics, read orders, read alerts",
    "Choose exactly…: ",
  ]);
});

it("[KEYS-PAGE] a key is active until it expires or is revoked", () => {
  expect(stateOf(key("a"), nowMs)).toBe("active");
  expect(stateOf(key("a", { expiresAt: "2026-11-21T12:00:01Z" }), nowMs)).toBe("active");
  expect(stateOf(key("a", { expiresAt: "2026-11-21T12:00:00Z" }), nowMs)).toBe("expired");
  const revoked = { expiresAt: "2026-11-20T12:00:00Z", revokedAt: "2026-11-19T12:00:00Z" };
  expect(stateOf(key("a", revoked), nowMs)).toBe("revoked");
  expect(countText([], nowMs)).toBe("0 active");
  expect(countText([key("a"), key("b", revoked), key("c", revoked)], nowMs)).toBe("1 active, 2 revoked");
  expect([0, 1, 2].map(connectionsText)).toEqual([null, "1 connection open now", "2 connections open now"]);
});

it("[KEYS-PAGE] a new key stands first, a changed one in its place", () => {
  const [a, b] = [key("a"), key("b")];
  expect(withKey([a, b], key("c")).map(({ id }) => id)).toEqual(["c", "a", "b"]);
  expect(withKey([a, b], { ...b, name: "B" }).map(({ name }) => name)).toEqual(["a", "B"]);
});

it.each([
  ["metrics.write", "/api/metrics", "samples"],
  ["orders.manage", "/api/orders", "unitPrice"],
  ["orders.read", "/api/stream?streams=orders", "-N"],
  ["metrics.read", "/api/metrics", "curl"],
  ["alerts.read", "/api/me", "curl"],
] as const)("[KEYS-PAGE] %s is tried with %s", (scope, path, word) => {
  const command = tryCommand("https://ops.example.com", "pb_x", [scope]);
  expect(command).toContain(`https://ops.example.com${path}`);
  expect(command).toContain("-H 'authorization: Bearer pb_x'");
  expect(command).toContain(word);
});
