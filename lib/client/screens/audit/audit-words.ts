import type { AuditEntry } from "@/lib/contracts/audit";

/** What was done or tried; whether it was done, the outcome says. */
const actionWords: Readonly<Record<string, string>> = {
  "access.refused": "Access",
  "audit.dropped": "Entries not kept",
  "audit.exported": "Export the audit",
  "broadcast.sent": "Send a broadcast",
  "connection.closed": "Disconnect",
  "connection.diagnosed": "Diagnose a connection",
  "dead-letter.discarded": "Discard a dead letter",
  "dead-letter.retried": "Retry a dead letter",
  "order.created": "Place an order",
  "order.imported": "Import orders",
  "order.moved": "Move an order",
  "session.ended": "Sign out",
  "session.started": "Sign in",
  "setup.completed": "Set Pulseboard up",
  "user.created": "Add a user",
  "user.disabled": "Disable a user",
  "user.enabled": "Enable a user",
  "user.updated": "Change a user",
};

/** In words; an action of a newer server as it is called there, readable: "api-key.revoked" becomes "Api key revoked". */
export function actionWord(action: string): string {
  const words = action.replaceAll(/[.-]+/g, " ").trim();
  return actionWords[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the list can be narrowed to: actions that begin alike. */
export const auditGroups: readonly { key: string; label: string }[] = [
  { key: "session.", label: "Signing in and out" },
  { key: "user.", label: "Users" },
  { key: "order.", label: "Orders" },
  { key: "connection.", label: "Connections" },
  { key: "broadcast.", label: "Broadcasts" },
  { key: "dead-letter.", label: "Dead letters" },
  { key: "access.", label: "Access" },
  { key: "audit.", label: "The audit itself" },
];

const viaWords: Record<AuditEntry["via"], string> = {
  rest: "REST",
  hub: "Live connection",
  page: "Page",
  worker: "Pulseboard itself",
};
export const viaWord = (via: AuditEntry["via"]): string => viaWords[via];

const kindWords: Record<AuditEntry["actor"]["kind"], string> = {
  user: "User",
  key: "API key",
  system: "Pulseboard itself",
  anonymous: "Not signed in",
};
export const kindWord = (kind: AuditEntry["actor"]["kind"]): string => kindWords[kind];

const codeWords: Readonly<Record<string, string>> = {
  FORBIDDEN: "Not allowed",
  UNAUTHENTICATED: "Wrong credential",
  RATE_LIMITED: "Too many attempts",
};
export const refusalWord = (code: string): string =>
  codeWords[code] ?? actionWord(code.toLowerCase().replaceAll("_", "-"));

/** One fact of an entry: a change has both ends, anything else only what it is. */
export interface DetailFact {
  name: string;
  before: string | null;
  value: string;
}

/** Lists; of all others a pair is what was before and after. */
const lists = new Set(["roles", "names", "paths", "scopes"]);

/** The facts of an entry, in words, as text. */
export const factsOf = ({ detail }: Pick<AuditEntry, "detail">): DetailFact[] =>
  Object.entries(detail).map(([name, value]) => {
    const isChange = Array.isArray(value) && value.length === 2 && !lists.has(name);
    const [before, after] = isChange ? value : [undefined, value];
    return { name: spaced(name), before: isChange ? textOf(before) : null, value: textOf(after) };
  });

/** "timeZone" becomes "time zone". */
const spaced = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const textOf = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** The changes in one line: "role viewer → operator, password changed". */
export const summaryOf = (entry: Pick<AuditEntry, "detail">): string =>
  factsOf(entry)
    .filter(({ name, before }) => before !== null || name === "password" || name === "orders")
    .map(({ name, before, value }) => (before === null ? `${name} ${value}` : `${name} ${before} → ${value}`))
    .join(", ");
