/**
 * Who may what of the API, by hand. `npx vitest run app/routes.db.test.ts` compares it with what is on disk and with what each caller is
 * answered; a line that is missing on either side fails.
 */
import type { KeyScope, Role } from "@/lib/contracts/permissions";

const everyone = ["viewer", "operator", "admin"] as const;
const operators = ["operator", "admin"] as const;
const admins = ["admin"] as const;
const everyKey = [
  "metrics.read",
  "orders.read",
  "alerts.read",
  "metrics.write",
  "orders.manage",
  "orders.pii",
  "alerts.manage",
] as const;
const noKey = [] as const;

/**
 * `anybody`: no credential is looked at. `public`: nobody has to say who they are, and a bad Authorization header is 401 all the same.
 */
type People = readonly Role[] | "anybody" | "public";

export interface RouteLine {
  method: string;
  route: string;
  people: People;
  /** The scopes each of which alone opens it. */
  keys: readonly KeyScope[];
  /** What those who may are answered. */
  answer: number;
  /** cookie: a session cookie alone counts. lasting: a cookie or a key, no access token. */
  by: "any" | "cookie" | "lasting";
}

type Line = readonly [
  method: string,
  route: string,
  people: People,
  keys: readonly KeyScope[],
  answer: number,
  by?: "cookie" | "lasting",
];

const lines: readonly Line[] = [
  ["GET", "healthz", "anybody", noKey, 200],
  ["GET", "readyz", "anybody", noKey, 200],
  ["GET", "metrics", admins, noKey, 200],
  ["GET", "api/[[...path]]", "anybody", noKey, 404],
  ["POST", "api/[[...path]]", "anybody", noKey, 404],
  ["PUT", "api/[[...path]]", "anybody", noKey, 404],
  ["PATCH", "api/[[...path]]", "anybody", noKey, 404],
  ["DELETE", "api/[[...path]]", "anybody", noKey, 404],
  // What is not open of next-auth; the rest of it needs Next around it, see e2e/pages.spec.ts.
  ["GET", "api/auth/[...nextauth]", "anybody", noKey, 404],
  ["POST", "api/auth/[...nextauth]", "anybody", noKey, 404],
  // Somebody has set this up already.
  ["POST", "api/setup", "public", noKey, 409],
  ["POST", "api/token", everyone, everyKey, 200, "lasting"],
  ["POST", "api/password-links/read", "public", noKey, 200],
  ["POST", "api/password-links/use", "public", noKey, 200],

  ["GET", "api/me", everyone, everyKey, 200],
  ["PATCH", "api/me", everyone, noKey, 200, "cookie"],
  ["POST", "api/me/password", everyone, noKey, 200, "cookie"],
  ["GET", "api/me/sessions", everyone, noKey, 200],
  ["DELETE", "api/me/sessions", everyone, noKey, 200, "cookie"],
  ["DELETE", "api/me/sessions/[id]", everyone, noKey, 200, "cookie"],

  ["GET", "api/overview", everyone, ["orders.read"], 200],
  ["GET", "api/metrics", everyone, ["metrics.read"], 200],
  ["POST", "api/metrics", operators, ["metrics.write"], 202],
  ["GET", "api/metrics/query", everyone, ["metrics.read"], 200],
  ["GET", "api/orders", everyone, ["orders.read"], 200],
  ["POST", "api/orders", operators, ["orders.manage"], 201],
  ["POST", "api/orders/import", operators, ["orders.manage"], 200],
  ["GET", "api/orders/[id]", everyone, ["orders.read"], 200],
  ["GET", "api/orders/[id]/events", everyone, ["orders.read"], 200],
  ["POST", "api/orders/[id]/status", operators, ["orders.manage"], 200],
  ["GET", "api/notifications", everyone, noKey, 200],
  ["GET", "api/notifications/attention", everyone, noKey, 200],
  ["POST", "api/notifications/read", everyone, noKey, 200],

  ["GET", "api/admin/audit", admins, noKey, 200],
  ["GET", "api/admin/audit.csv", admins, noKey, 200],
  ["POST", "api/admin/broadcasts", admins, noKey, 201],
  ["GET", "api/admin/connections", admins, noKey, 200],
  ["GET", "api/admin/dead-letters", admins, noKey, 200],
  ["POST", "api/admin/dead-letters/[id]/discard", admins, noKey, 200],
  ["POST", "api/admin/dead-letters/[id]/retry", admins, noKey, 200],
  ["GET", "api/admin/invitations", admins, noKey, 200],
  ["POST", "api/admin/invitations", admins, noKey, 201],
  ["DELETE", "api/admin/invitations/[id]", admins, noKey, 200],
  ["POST", "api/admin/invitations/[id]/link", admins, noKey, 201],
  ["GET", "api/admin/keys", admins, noKey, 200],
  ["POST", "api/admin/keys", admins, noKey, 201],
  ["DELETE", "api/admin/keys/[id]", admins, noKey, 200],
  ["GET", "api/admin/sessions", admins, noKey, 200],
  ["DELETE", "api/admin/sessions/[id]", admins, noKey, 200],
  ["GET", "api/admin/settings", admins, noKey, 200],
  ["GET", "api/admin/users", admins, noKey, 200],
  ["POST", "api/admin/users", admins, noKey, 201],
  ["PATCH", "api/admin/users/[id]", admins, noKey, 200],
  ["DELETE", "api/admin/users/[id]", admins, noKey, 200],
  ["POST", "api/admin/users/[id]/reset-link", admins, noKey, 201],
  ["DELETE", "api/admin/users/[id]/sessions", admins, noKey, 200],
];

export const routeTable: readonly RouteLine[] = lines.map((line) => {
  const [method, route, people, keys, answer, by = "any"] = line;
  return { method, route, people, keys, answer, by };
});
