import type { Metadata } from "next";
import { OrdersScreen } from "@/lib/client/screens/orders/orders-screen";
import { readOrdersData } from "@/lib/http/orders-data";
import { pageContext } from "@/lib/http/page-context";
import type { PageSearch } from "@/lib/http/page-search";

export const metadata: Metadata = { title: "Orders" };

export default async function OrdersPage({ searchParams }: { searchParams: Promise<PageSearch> }) {
  const context = await pageContext("orders.read");
  return <OrdersScreen initial={await readOrdersData(context, await searchParams)} />;
}
