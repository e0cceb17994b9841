import { operations as accounts } from "@/lib/contracts/accounts";
import { operations as keys } from "@/lib/contracts/api-keys";
import { operations as audit } from "@/lib/contracts/audit";
import { operations as connections } from "@/lib/contracts/connections";
import { operations as deadLetters } from "@/lib/contracts/dead-letters";
import { operations as identity } from "@/lib/contracts/identity";
import { operations as notifications } from "@/lib/contracts/notifications";
import { operations as orders } from "@/lib/contracts/orders";

/**
 * What the audit calls each operation that changes something, done or refused; `updateUser` is also told as `user.disabled` and
 * `user.enabled`, `redeemPasswordLink` as `invitation.accepted` or `password.reset`. What is in neither this nor the list of exceptions in audited-operations.db.test.ts fails the test.
 */
export const auditActions: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [identity.createFirstAdmin, "setup.completed"],
  [identity.issueToken, "session.started"],
  [identity.createUser, "user.created"],
  [identity.updateUser, "user.updated"],
  [accounts.updateMe, "user.updated"],
  [accounts.changePassword, "password.changed"],
  [accounts.endMySession, "session.ended"],
  [accounts.endMyOtherSessions, "sessions.ended"],
  [accounts.inviteUser, "invitation.created"],
  [accounts.renewInvitation, "invitation.renewed"],
  [accounts.revokeInvitation, "invitation.revoked"],
  [accounts.createResetLink, "reset-link.created"],
  [accounts.redeemPasswordLink, "password-link.used"],
  [accounts.deleteUser, "user.deleted"],
  [accounts.endSession, "session.ended"],
  [accounts.endSessionsOfUser, "sessions.ended"],
  [keys.createApiKey, "key.created"],
  [keys.revokeApiKey, "key.revoked"],
  [orders.createOrder, "order.created"],
  [orders.setOrderStatus, "order.moved"],
  [orders.importOrders, "order.imported"],
  [notifications.broadcast, "broadcast.sent"],
  [deadLetters.retryDeadLetter, "dead-letter.retried"],
  [deadLetters.discardDeadLetter, "dead-letter.discarded"],
  [connections.diagnoseConnection, "connection.diagnosed"],
  [connections.closeConnection, "connection.closed"],
  [audit.exportAudit, "audit.exported"],
]);

/** What everything else is called when it is refused: reading, connecting, looking at a page. */
export const accessAction = "access.refused";

export const auditActionOf = (operation: unknown): string => auditActions.get(operation) ?? accessAction;
