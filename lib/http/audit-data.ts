import type { AuditData } from "@/lib/client/screens/audit/audit-data";
import { filterOfView, viewOfSearch } from "@/lib/client/screens/audit/audit-view";
import { listAudit } from "@/lib/services/audit/list-audit";
import { readShop } from "@/lib/services/settings/shop";
import type { PageContext } from "./page-context";
import { type PageSearch, searchParams } from "./page-search";

/** Everything that the first paint of the audit shows, for the view that its address names. */
export async function readAuditData(context: PageContext, search: PageSearch): Promise<AuditData> {
  const { timeZone } = await readShop(context.services);
  const filter = filterOfView(viewOfSearch(searchParams(search)), timeZone);
  const readAt = context.services.now().getTime();
  return { filter, page: await listAudit(context, filter), readAt };
}
