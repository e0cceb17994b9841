import type { Me, Shop } from "@/lib/contracts/identity";
import type { PresentUser } from "@/lib/contracts/streams";
import type { Cursor } from "@/lib/hub-protocol";

/** What the server hands to the frame around every page. */
export interface ShellData {
  me: Me;
  shop: Shop;
  /** When the session runs out by itself, ms of the server's clock; null for one without an end. */
  sessionEndsAtMs: number | null;
  unread: number;
  /** Places in the streams from which the hub goes on. */
  cursors: { orders: Cursor; notifications: Cursor };
  people: PresentUser[];
  /** Which build the server that rendered this page runs. */
  build: string;
  /** The server's clock, ms. */
  nowMs: number;
}
