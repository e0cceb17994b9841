import { operations } from "@/lib/contracts/connections";
import { transaction } from "@/lib/db/transaction";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { connectionEnded, requireConnection } from "./require-connection";

/** Disconnects somebody's page or program: it is told why and does not come back by itself. Throws NOT_FOUND. */
export const closeConnection = defineVerb(operations.closeConnection, async (context, { connectionId }) => {
  const { services, principal, afterReply } = context;
  const { userId, name, client, address } = await requireConnection(services, connectionId);
  const by = principal.id;
  services.log.info({ connectionId, userId, by }, "an admin closes a connection");
  // Before it is done: it cannot be undone if this fails.
  await transaction(services.database, (tx) => {
    const target = { kind: "user", id: userId, name };
    return recordAudit(tx, context, { action: "connection.closed", target, detail: { connectionId, client, address } });
  });
  services.wakeRelay();
  if (connectionId === context.connectionId && afterReply) {
    // One's own: the answer would have no way back.
    afterReply(() => void services.hub.closeConnection(connectionId));
    return {};
  }
  if (!(await services.hub.closeConnection(connectionId))) throw connectionEnded();
  return {};
});
