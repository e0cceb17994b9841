import type { Invitation } from "@/lib/contracts/accounts";
import type { User } from "@/lib/contracts/identity";

/** What the server has read for the first paint of the list of users. */
export interface UsersData {
  users: User[];
  /** That nobody has used yet. */
  invitations: Invitation[];
  /** Server time of the reading, ms. */
  readAt: number;
}
