import type { ReactNode } from "react";
import { AdminFrame } from "@/lib/client/screens/admin/admin-frame";
import { adminPermissions } from "@/lib/http/admin-permissions";
import { pageContext } from "@/lib/http/page-context";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await pageContext(...adminPermissions);
  return <AdminFrame>{children}</AdminFrame>;
}
