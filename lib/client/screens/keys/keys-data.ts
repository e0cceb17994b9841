import type { ApiKey } from "@/lib/contracts/api-keys";

/** What the server has read for the first paint of the list of API keys. */
export interface KeysData {
  keys: ApiKey[];
  /** Server time of the reading, ms. */
  readAt: number;
}
