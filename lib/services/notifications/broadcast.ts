import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/notifications";
import { transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { addNotification } from "./notification-row";

/** An admin's message to everybody of some roles. */
export const broadcast = defineVerb(operations.broadcast, async (context, input) => {
  const { services, principal } = context;
  const notification = await transaction(services.database, async (tx) => {
    const added = await addNotification(
      tx,
      {
        kind: "broadcast",
        severity: input.severity,
        title: input.title,
        body: `${input.body}\n— ${principal.name}`,
        fingerprint: `broadcast:${uuidv7()}`,
        link: null,
        audience: input.audience,
      },
      services.now(),
    );
    const target = { kind: "notification", id: added.id, name: added.title };
    const detail = { severity: input.severity, roles: input.audience.roles };
    await recordAudit(tx, context, { action: "broadcast.sent", target, detail });
    return added;
  });
  services.wakeRelay();
  return notification;
});
