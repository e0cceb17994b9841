import type { Database } from "@/lib/db/open";
import { deleteBatches } from "./delete-batches";

const dayMs = 86_400_000;
const daysBefore = (nowMs: number, days: number) => new Date(nowMs - days * dayMs).toISOString();

/** How long rows are kept that nobody deletes, in days. docs/delivery.md says the same. */
export const keptDays = { idempotencyKeys: 7, sessions: 30, deadLetters: 90, notifications: 90 } as const;

/** Each deleted notification looks for its marks in the whole table: so many take some 100 ms where that is large. */
const notificationsInBatch = 100;

/** Deletes the answers of commands older than 7 days, and returns how many: nobody repeats them any more. */
export const pruneIdempotencyKeys = (database: Database, nowMs: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from idempotency_keys where ctid = any(array(
       select ctid from idempotency_keys where created_at < $2::timestamptz limit $1))`,
    [daysBefore(nowMs, keptDays.idempotencyKeys)],
  );

/** Deletes sessions that ended or ran out 30 days ago, and returns how many: they let nobody in since then. */
export const pruneSessions = (database: Database, nowMs: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from sessions where ctid = any(array(
       select ctid from sessions where least(ended_at, expires_at) < $2::timestamptz limit $1))`,
    [daysBefore(nowMs, keptDays.sessions)],
  );

/** Deletes dead letters that nobody settled within 90 days, and returns how many. What they told is in the database itself. */
export const pruneDeadLetters = (database: Database, nowMs: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from dead_letters where ctid = any(array(
       select ctid from dead_letters where died_at < $2::timestamptz limit $1))`,
    [daysBefore(nowMs, keptDays.deadLetters)],
  );

/**
 * Deletes notifications that have not changed for 90 days, with what their readers marked, and returns how many. A condition that
 * is still open stays.
 */
export const pruneNotifications = (database: Database, nowMs: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from notifications where ctid = any(array(
       select ctid from notifications where updated_at < $2::timestamptz
         and (resolved_at is not null or kind in ('order.large', 'order.cancelled', 'broadcast')) limit $1))`,
    [daysBefore(nowMs, keptDays.notifications)],
    notificationsInBatch,
  );
