import type { Metadata } from "next";
import { OverviewScreen } from "@/lib/client/screens/overview/overview-screen";
import { readOverviewData } from "@/lib/http/overview-data";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: { searchParams: Promise<{ range?: string }> }) {
  const context = await pageContext("orders.read");
  return <OverviewScreen initial={await readOverviewData(context, (await searchParams).range)} />;
}
