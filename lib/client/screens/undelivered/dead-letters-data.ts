import type { DeadLetterList } from "@/lib/contracts/dead-letters";

/** What the server has read for the first paint of the events that could not be delivered. */
export interface DeadLettersData {
  list: DeadLetterList;
  /** Server time of the reading, ms. */
  readAt: number;
}
