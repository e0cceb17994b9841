/**
 * Who may what of the hub and of its other wires, by hand. `matrix.db.test.ts` compares it with the contract and with what each caller
 * is answered; a line that is missing on either side fails. The dead (disabled, deleted, signed out, forged, revoked, expired) and the
 * anonymous get no connection at all.
 */
import type { opsHub } from "@/lib/contracts/ops-hub";
import type { KeyScope, Role } from "@/lib/contracts/permissions";
import type { StreamName } from "@/lib/contracts/streams";

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

export interface WireLine {
  people: readonly Role[];
  /** The scopes each of which alone opens it. */
  keys: readonly KeyScope[];
  /** What those who may are answered. */
  answer: "ok" | "NOT_FOUND" | "UNAUTHENTICATED";
}

const may = (people: readonly Role[], keys: readonly KeyScope[], answer: WireLine["answer"] = "ok"): WireLine => ({
  people,
  keys,
  answer,
});

/** Over the hub's WebSocket, over /ws, and where there are places to go on from (durable) over Server-Sent Events. */
export const streamTable: Record<StreamName, WireLine> = {
  orders: may(everyone, ["orders.read"]),
  metrics: may(everyone, ["metrics.read"]),
  notifications: may(everyone, noKey),
  presence: may(everyone, noKey),
  audit: may(admins, noKey),
  connections: may(admins, noKey),
};

export const groupTable: Record<string, WireLine> = {
  order: may(everyone, noKey),
};

/** Beside `subscribe` and `joinGroup`, whose answer depends on what is asked for. */
export const methodTable: Record<Exclude<keyof (typeof opsHub)["server"], "subscribe" | "joinGroup">, WireLine> = {
  unsubscribe: may(everyone, everyKey),
  leaveGroup: may(everyone, noKey),
  setOrderStatus: may(operators, ["orders.manage"]),
  markNotifications: may(everyone, noKey),
  broadcast: may(admins, noKey),
  streamMetricHistory: may(everyone, ["metrics.read"]),
  diagnoseConnection: may(admins, noKey, "NOT_FOUND"),
  closeConnection: may(admins, noKey, "NOT_FOUND"),
  // With a token that is none: what it is about is the token, not a permission.
  refreshToken: may(everyone, everyKey, "UNAUTHENTICATED"),
};
