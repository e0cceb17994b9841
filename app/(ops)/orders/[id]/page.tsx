import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OrderScreen } from "@/lib/client/screens/orders/order-screen";
import { readOrderData } from "@/lib/http/orders-data";

interface OrderPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  const data = await readOrderData((await params).id);
  return { title: data ? `Order ${data.order.number}` : "No such order" };
}

export default async function OrderPage({ params }: OrderPageProps) {
  const data = await readOrderData((await params).id);
  if (!data) notFound();
  return <OrderScreen key={data.order.id} initial={data} />;
}
