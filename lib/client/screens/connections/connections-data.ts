import type { ConnectionList } from "@/lib/contracts/connections";

/** What the server has read for the first paint of the list of connections. */
export interface ConnectionsData {
  list: ConnectionList;
  /** Server time of the reading, ms. */
  readAt: number;
}
