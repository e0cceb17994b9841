import type { Metadata } from "next";
import { BroadcastScreen } from "@/lib/client/screens/admin/broadcast-screen";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "Broadcast" };

export default async function BroadcastPage() {
  await pageContext("broadcast.send");
  return <BroadcastScreen />;
}
