import type { SettingsData } from "@/lib/client/screens/settings/settings-data";
import { listMySessions } from "@/lib/services/accounts/list-my-sessions";
import type { PageContext } from "./page-context";

/** Everything that the first paint of one's own account shows. */
export async function readSettingsData(context: PageContext): Promise<SettingsData> {
  const { items } = await listMySessions(context, { limit: 200 });
  return { sessions: items, readAt: context.services.now().getTime() };
}
