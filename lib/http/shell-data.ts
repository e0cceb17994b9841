import type { ShellData } from "@/lib/client/shell/shell-data";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { readMe } from "@/lib/services/identity/read-me";
import { countUnread } from "@/lib/services/notifications/inbox-query";
import { readShop } from "@/lib/services/settings/shop";
import type { PageContext } from "./page-context";

/** What the frame around every page needs. The streams' places are read first, so that no later reading lies before them. */
export async function readShellData(context: PageContext): Promise<ShellData> {
  const { services, principal } = context;
  const place = await readSnapshot(services.database, async (tx) => ({
    orders: await readHead(tx, "orders"),
    notifications: await readHead(tx, "notifications"),
    unread: await countUnread(tx, principal),
  }));
  const { name, timeZone, currency, demo } = await readShop(services);
  return {
    me: await readMe(context, {}),
    shop: { name, timeZone, currency, demo },
    unread: place.unread,
    cursors: {
      orders: { epoch: place.orders.epoch, offset: place.orders.head },
      notifications: { epoch: place.notifications.epoch, offset: place.notifications.head },
    },
    people: services.hub.presentUsers(),
    nowMs: services.now().getTime(),
  };
}
