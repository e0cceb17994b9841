import type { ReactNode } from "react";
import { AdminFrame } from "@/lib/client/screens/admin/admin-frame";
import { pageContext } from "@/lib/http/page-context";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await pageContext("users.manage");
  return <AdminFrame>{children}</AdminFrame>;
}
