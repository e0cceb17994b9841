import type { ApiKey } from "@/lib/contracts/api-keys";
import type { KeyScope } from "@/lib/contracts/permissions";

/** What each scope lets a program do, in the order in which people think of them. */
export const scopeChoices: readonly { value: KeyScope; label: string; about: string }[] = [
  { value: "metrics.write", label: "Send measurements", about: "New samples, also of new series." },
  { value: "metrics.read", label: "Read metrics", about: "Every series and its history, live too." },
  { value: "orders.read", label: "Read orders", about: "Lists, history and the live stream; names are shortened." },
  { value: "orders.manage", label: "Write orders", about: "Create, import and move them." },
  { value: "orders.pii", label: "See personal data", about: "Full names, e-mail, phone and address in orders." },
  { value: "alerts.read", label: "Read alerts", about: "What is wrong at the moment." },
  { value: "alerts.manage", label: "Handle alerts", about: "Acknowledge and silence them." },
];

export const scopesText = (scopes: readonly KeyScope[]): string =>
  scopeChoices
    .filter(({ value }) => scopes.includes(value))
    .map(({ label }, index) => (index === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1)))
    .join(", ");

export type PresetName = "send" | "orders" | "read" | "choose";

export const presets: readonly { value: PresetName; label: string; scopes: readonly KeyScope[] }[] = [
  { value: "send", label: "Send measurements", scopes: ["metrics.write"] },
  { value: "orders", label: "Write orders", scopes: ["orders.read", "orders.manage"] },
  { value: "read", label: "Read", scopes: ["metrics.read", "orders.read", "alerts.read"] },
  { value: "choose", label: "Choose exactly…", scopes: [] },
];

export const scopesOfPreset = (name: PresetName): readonly KeyScope[] =>
  presets.find(({ value }) => value === name)?.scopes ?? [];

/** For how long a key may last, in days; 0 is for ever. */
export const lifetimes: readonly { days: number; label: string }[] = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "One year" },
  { days: 0, label: "Never expires" },
];

export type KeyState = "active" | "expired" | "revoked";

export function stateOf({ revokedAt, expiresAt }: Pick<ApiKey, "revokedAt" | "expiresAt">, nowMs: number): KeyState {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? "expired" : "active";
}

/** "3 active, 1 revoked"; nothing for nothing. */
export function countText(keys: readonly ApiKey[], nowMs: number): string {
  const counts = { active: 0, expired: 0, revoked: 0 };
  for (const key of keys) counts[stateOf(key, nowMs)] += 1;
  return Object.entries(counts)
    .filter(([state, count]) => count > 0 || state === "active")
    .map(([state, count]) => `${count} ${state}`)
    .join(", ");
}

/** "2 connections open now"; null for none. */
export const connectionsText = (connections: number): string | null =>
  connections === 0 ? null : `${connections} ${connections === 1 ? "connection" : "connections"} open now`;

/** The list with one key as it is now: in its place, or at the front when it is new. */
export function withKey(keys: readonly ApiKey[], key: ApiKey): ApiKey[] {
  const index = keys.findIndex(({ id }) => id === key.id);
  return index === -1 ? [key, ...keys] : keys.with(index, key);
}

/** A command to try a key with, by the first thing that it may do. */
export function tryCommand(origin: string, key: string, scopes: readonly KeyScope[]): string {
  const as = `-H 'authorization: Bearer ${key}'`;
  const json = "-H 'content-type: application/json'";
  if (scopes.includes("metrics.write"))
    return `curl ${origin}/api/metrics ${as} \\\n  ${json} \\\n  -d '{"samples":[{"name":"queue.depth","value":42}]}'`;
  if (scopes.includes("orders.manage"))
    return `curl ${origin}/api/orders ${as} \\\n  ${json} \\\n  -d '{"customer":{"name":"Maya Khan"},"currency":"EUR","items":[{"title":"Travel mug","quantity":1,"unitPrice":1990}]}'`;
  if (scopes.includes("orders.read")) return `curl -N "${origin}/api/stream?streams=orders" ${as}`;
  if (scopes.includes("metrics.read")) return `curl ${origin}/api/metrics ${as}`;
  return `curl ${origin}/api/me ${as}`;
}
