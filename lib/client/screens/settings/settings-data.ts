import type { Session } from "@/lib/contracts/accounts";

/** What the server has read for the first paint of the settings. */
export interface SettingsData {
  sessions: Session[];
  /** Server time of the reading, ms. */
  readAt: number;
}
