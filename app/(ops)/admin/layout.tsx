import type { ReactNode } from "react";
import { AdminFrame } from "@/lib/client/screens/admin/admin-frame";
import { adminPages } from "@/lib/client/shell/admin-pages";
import { pageContext } from "@/lib/http/page-context";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await pageContext(...adminPages.map(({ permission }) => permission));
  return <AdminFrame>{children}</AdminFrame>;
}
