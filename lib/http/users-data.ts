import type { UsersData } from "@/lib/client/screens/admin/users-data";
import { listUsers } from "@/lib/services/identity/list-users";
import type { PageContext } from "./page-context";

/** Everything that the first paint of the list of users shows. */
export async function readUsersData(context: PageContext): Promise<UsersData> {
  return { users: (await listUsers(context, {})).items, readAt: context.services.now().getTime() };
}
