import type { ConnectionsData } from "@/lib/client/screens/connections/connections-data";
import { listConnections } from "@/lib/services/connections/list-connections";
import type { PageContext } from "./page-context";

/** Everything that the first paint of the list of connections shows; the page's own is not among them yet. */
export async function readConnectionsData(context: PageContext): Promise<ConnectionsData> {
  return { list: await listConnections(context, {}), readAt: context.services.now().getTime() };
}
