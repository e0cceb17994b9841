import type { ShellData } from "@/lib/client/shell/shell-data";
import { readPerson } from "@/lib/services/identity/read-me";
import { readShop } from "@/lib/services/settings/shop";
import type { PageContext } from "./page-context";

/** What the frame around every page needs. The streams' places were read before anything else of the page. */
export async function readShellData(context: PageContext): Promise<ShellData> {
  const { services, place } = context;
  const { name, timeZone, currency, demo } = await readShop(services);
  return {
    me: await readPerson(services, context.principal),
    shop: { name, timeZone, currency, demo },
    sessionEndsAtMs: context.sessionEndsAtMs,
    unread: place.unread,
    cursors: {
      orders: { epoch: place.orders.epoch, offset: place.orders.head },
      notifications: { epoch: place.notifications.epoch, offset: place.notifications.head },
    },
    people: services.hub.presentUsers(),
    build: services.config.build,
    nowMs: services.now().getTime(),
  };
}
