import { and, eq, isNull } from "drizzle-orm";
import type { NotificationAudience, NotificationKind, Severity } from "@/lib/contracts/notifications";
import { appendOutbox } from "@/lib/db/outbox";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import type { Services } from "../context";
import { addNotification, toNotification } from "./notification-row";

/** Something that is wrong until it is right again. `fingerprint` names it: one is open at a time. */
export interface Condition {
  kind: NotificationKind;
  severity: Severity;
  fingerprint: string;
  title: string;
  body: string;
  link: string | null;
  /** Every role unless given. */
  audience?: NotificationAudience;
}

const { notifications } = schema;
const openWith = (fingerprint: string) =>
  and(eq(notifications.fingerprint, fingerprint), isNull(notifications.resolvedAt));

/** Opens a condition; one that is open already with the same severity is left as it is, with another one it is updated. */
export async function openCondition(services: Services, condition: Condition): Promise<void> {
  const now = services.now();
  await transaction(services.database, async (tx) => {
    const [open] = await tx.select().from(notifications).where(openWith(condition.fingerprint)).for("update");
    if (!open) return void (await addNotification(tx, condition, now));
    if (open.severity === condition.severity) return;
    const [row] = await tx
      .update(notifications)
      .set({ ...condition, updatedAt: now, version: open.version + 1, count: open.count + 1 })
      .where(eq(notifications.id, open.id))
      .returning();
    if (row) await publishChange(tx, row, "notification.updated", now);
  });
  services.wakeRelay();
}

/** Closes a condition; none open is no error. */
export async function resolveCondition(services: Services, fingerprint: string): Promise<void> {
  const now = services.now();
  await transaction(services.database, async (tx) => {
    const [open] = await tx.select().from(notifications).where(openWith(fingerprint)).for("update");
    if (!open) return;
    const [row] = await tx
      .update(notifications)
      .set({ resolvedAt: now, updatedAt: now, version: open.version + 1 })
      .where(eq(notifications.id, open.id))
      .returning();
    if (row) await publishChange(tx, row, "notification.resolved", now);
  });
  services.wakeRelay();
}

const publishChange = (
  tx: Parameters<typeof appendOutbox>[0],
  row: typeof notifications.$inferSelect,
  type: string,
  at: Date,
) => appendOutbox(tx, { stream: "notifications", type, at, data: toNotification(row), audience: row.audience });
