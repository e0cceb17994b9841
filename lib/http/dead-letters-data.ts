import type { DeadLettersData } from "@/lib/client/screens/undelivered/dead-letters-data";
import { listDeadLetters } from "@/lib/services/delivery/list-dead-letters";
import type { PageContext } from "./page-context";

/** Everything that the first paint of the undelivered events shows. */
export async function readDeadLettersData(context: PageContext): Promise<DeadLettersData> {
  return { list: await listDeadLetters(context, {}), readAt: context.services.now().getTime() };
}
