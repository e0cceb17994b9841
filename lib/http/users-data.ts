import type { UsersData } from "@/lib/client/screens/admin/users-data";
import { listInvitations } from "@/lib/services/accounts/list-invitations";
import { listUsers } from "@/lib/services/identity/list-users";
import type { PageContext } from "./page-context";

/** Everything that the first paint of the list of users shows. */
export async function readUsersData(context: PageContext): Promise<UsersData> {
  const [users, invitations] = await Promise.all([listUsers(context, {}), listInvitations(context, {})]);
  return { users: users.items, invitations: invitations.items, readAt: context.services.now().getTime() };
}
