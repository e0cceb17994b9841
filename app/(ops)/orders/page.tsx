import type { Metadata } from "next";
import { OrdersScreen } from "@/lib/client/screens/orders/orders-screen";
import { readOrdersData } from "@/lib/http/orders-data";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "Orders" };

interface OrdersPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OrdersPage({ searchParams }: OrdersPageProps) {
  const context = await pageContext("orders.read");
  return <OrdersScreen initial={await readOrdersData(context, await searchParams)} />;
}
