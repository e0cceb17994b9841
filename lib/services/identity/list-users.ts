import { asc, isNull } from "drizzle-orm";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { defineVerb } from "../define-verb";
import { readAllLastSeen } from "./last-seen";
import { toUser } from "./user-row";

/** Everybody, oldest first, also who is disabled and demo accounts of an earlier demo; nobody who was deleted. */
export const listUsers = defineVerb(operations.listUsers, async ({ services }) => {
  const { users } = schema;
  const [rows, lastSeen] = await Promise.all([
    services.database.db
      .select()
      .from(users)
      .where(isNull(users.deletedAt))
      .orderBy(asc(users.createdAt), asc(users.id)),
    readAllLastSeen(services),
  ]);
  return { items: rows.map((row) => toUser(row, services.config, lastSeen.get(row.id) ?? row.lastLoginAt)) };
});
