import { and, eq, isNull, type SQL } from "drizzle-orm";
import type { User } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import type { ServiceConfig } from "../context";
import { fixedOf, signInWaysOf } from "./sign-in-ways";

export type UserRow = typeof schema.users.$inferSelect;

/** What administrators see of a user; never the hash. `lastSeenAt`: their last sign-in unless given. */
export function toUser(row: UserRow, config: Pick<ServiceConfig, "sso">, lastSeenAt = row.lastLoginAt): User {
  const signIn = signInWaysOf(row, config);
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    disabled: row.disabledAt !== null,
    demo: row.demo,
    signIn,
    fixed: fixedOf(signIn),
    createdAt: row.createdAt.toISOString(),
    lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}

/** Everybody knows the passwords of demo accounts: they open nothing unless this process was started as a demo. */
export const mayUse = (
  row: Pick<UserRow, "disabledAt" | "deletedAt" | "demo">,
  config: Pick<ServiceConfig, "demo">,
): boolean => row.disabledAt === null && row.deletedAt === null && (config.demo || !row.demo);

/** The same in SQL. */
export const usable = (config: Pick<ServiceConfig, "demo">): SQL | undefined =>
  and(isNull(schema.users.disabledAt), countable(config));

/** Users that exist for this process, disabled or not: deleted ones do not, and without DEMO the demo accounts do not. */
export const countable = (config: Pick<ServiceConfig, "demo">): SQL | undefined =>
  and(isNull(schema.users.deletedAt), config.demo ? undefined : eq(schema.users.demo, false));
