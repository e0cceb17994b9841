import type { KeysData } from "@/lib/client/screens/keys/keys-data";
import { listApiKeys } from "@/lib/services/keys/list-api-keys";
import type { PageContext } from "./page-context";

/** Everything that the first paint of the list of API keys shows. */
export async function readKeysData(context: PageContext): Promise<KeysData> {
  return { keys: (await listApiKeys(context, {})).items, readAt: context.services.now().getTime() };
}
