import { type InboxData, readInboxView } from "@/lib/client/screens/inbox/inbox-data";
import { listNotifications } from "@/lib/services/notifications/list-notifications";
import type { PageContext } from "./page-context";
import { type PageSearch, searchParams } from "./page-search";

/** Everything that the first paint of the inbox shows, for the view that its address names. */
export async function readInboxData(context: PageContext, search: PageSearch): Promise<InboxData> {
  const view = readInboxView(searchParams(search).get("view"));
  return { view, page: await listNotifications(context, { view }), readAt: context.services.now().getTime() };
}
