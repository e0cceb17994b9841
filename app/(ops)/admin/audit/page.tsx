import type { Metadata } from "next";
import { AuditScreen } from "@/lib/client/screens/audit/audit-screen";
import { readAuditData } from "@/lib/http/audit-data";
import { pageContext } from "@/lib/http/page-context";
import type { PageSearch } from "@/lib/http/page-search";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: Promise<PageSearch> }) {
  return <AuditScreen initial={await readAuditData(await pageContext("audit.read"), await searchParams)} />;
}
