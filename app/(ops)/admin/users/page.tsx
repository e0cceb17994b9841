import type { Metadata } from "next";
import { UsersScreen } from "@/lib/client/screens/admin/users-screen";
import { pageContext } from "@/lib/http/page-context";
import { readUsersData } from "@/lib/http/users-data";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  return <UsersScreen initial={await readUsersData(await pageContext("users.manage"))} />;
}
