import { v7 as uuidv7 } from "uuid";
import { operations } from "@/lib/contracts/notifications";
import { transaction } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { addNotification } from "./notification-row";

/** An admin's message to everybody of some roles. */
export const broadcast = defineVerb(operations.broadcast, async ({ services, principal }, input) => {
  const notification = await transaction(services.database, (tx) =>
    addNotification(
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
    ),
  );
  services.wakeRelay();
  return notification;
});
