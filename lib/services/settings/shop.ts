import { eq, sql } from "drizzle-orm";
import type { Shop } from "@/lib/contracts/identity";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import type { Services } from "../context";

export { hourOfShopDay, shopMidnight } from "./shop-day";

/** `largeOrderMinor`: an order of at least this total, in minor units of its own currency, is announced. */
export interface ShopSettings extends Shop {
  largeOrderMinor: number;
}

type StoredShop = Omit<ShopSettings, "demo">;

const key = "shop";

const defaults = (): StoredShop => ({
  name: "My shop",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: "EUR",
  largeOrderMinor: 50_000,
});

/** What is stored, and defaults for the rest; `demo` is how this process was started. */
export async function readShop({ database, config }: Pick<Services, "database" | "config">): Promise<ShopSettings> {
  const [row] = await database.db.select().from(schema.settings).where(eq(schema.settings.key, key));
  return { ...defaults(), ...(row?.value as Partial<StoredShop> | undefined), demo: config.demo };
}

/** Stores the given fields and leaves the others as they are. Takes a transaction too. */
export async function writeShop(writer: Database["db"] | Transaction, shop: Partial<StoredShop>): Promise<void> {
  await writer
    .insert(schema.settings)
    .values({ key, value: shop })
    .onConflictDoUpdate({
      target: schema.settings.key,
      set: { value: sql`${schema.settings.value} || excluded.value` },
    });
}
