import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { type Permission, permits } from "@/lib/contracts/permissions";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { runtime } from "@/lib/runtime";
import type { Principal, VerbContext } from "@/lib/services/context";
import { needsSetup } from "@/lib/services/identity/first-run";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { countUnread } from "@/lib/services/notifications/inbox-query";
import { callerOf } from "./caller";
import { requestIdOf } from "./request-id";

type Head = Awaited<ReturnType<typeof readHead>>;

export interface PageContext extends VerbContext {
  principal: Principal;
  /** Where the streams stood before anything of this page was read: the hub goes on from there. */
  place: { orders: Head; notifications: Head; unread: number };
}

/**
 * Who looks at this page, as a context for verbs. Leads to /setup while there is no user, to /login without a session
 * (and back to this page afterwards), and answers 403 without the permission.
 */
export async function pageContext(permission?: Permission): Promise<PageContext> {
  const context = await openPage();
  if (permission && !permits(context.principal.permissions, permission)) forbidden();
  return context;
}

// Once a request: Next renders layout and page side by side, and rows that were read before the streams' places would miss
// what came between.
const openPage = cache(async (): Promise<PageContext> => {
  const services = runtime();
  if (await needsSetup(services)) redirect("/setup");
  const incoming = await headers();
  const identity = await authenticateHeaders(services, { cookie: incoming.get("cookie") ?? undefined });
  if (!identity) redirect(loginPath(incoming.get("x-pulseboard-path")));
  const { principal } = identity;
  const place = await readSnapshot(services.database, async (tx) => ({
    orders: await readHead(tx, "orders"),
    notifications: await readHead(tx, "notifications"),
    unread: await countUnread(tx, principal),
  }));
  return { services, principal, via: "page", caller: callerOf(incoming, requestIdOf(incoming)), place };
});

const loginPath = (from: string | null): string =>
  from && from !== "/" ? `/login?from=${encodeURIComponent(from)}` : "/login";
