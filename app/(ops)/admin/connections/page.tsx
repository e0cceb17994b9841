import type { Metadata } from "next";
import { ConnectionsScreen } from "@/lib/client/screens/connections/connections-screen";
import { readConnectionsData } from "@/lib/http/connections-data";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  return <ConnectionsScreen initial={await readConnectionsData(await pageContext("connections.read"))} />;
}
