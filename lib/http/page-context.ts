import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { type Permission, permits } from "@/lib/contracts/permissions";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { runtime } from "@/lib/runtime";
import { accessAction } from "@/lib/services/audit/audited-operations";
import type { Principal, VerbContext } from "@/lib/services/context";
import { holdBadCredential } from "@/lib/services/identity/bad-credential";
import { needsSetup } from "@/lib/services/identity/first-run";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { countUnread } from "@/lib/services/notifications/inbox-query";
import { callerOf } from "./caller";
import { requestIdOf } from "./request-id";
import { tellablePath } from "./tellable-path";

type Head = Awaited<ReturnType<typeof readHead>>;

export interface PageContext extends VerbContext {
  principal: Principal;
  /** When their session runs out, ms since 1970; null for one without an end. */
  sessionEndsAtMs: number | null;
  /** Where the streams stood before anything of this page was read: the hub goes on from there. */
  place: { orders: Head; notifications: Head; unread: number };
}

/**
 * Who looks at this page, as a context for verbs. Leads to /setup while there is no user, to /login without a session
 * (and back to this page afterwards), and answers 403 without one of the permissions.
 */
export async function pageContext(...oneOf: readonly Permission[]): Promise<PageContext> {
  const context = await openPage();
  if (oneOf.length > 0 && !oneOf.some((permission) => permits(context.principal.permissions, permission))) {
    await noteForbiddenPage();
    forbidden();
  }
  return context;
}

// Once a request: both the layout and the page may say so.
const noteForbiddenPage = cache(async (): Promise<void> => {
  const { services, principal, caller } = await openPage();
  const path = (await headers()).get("x-pulseboard-path")?.split("?")[0] ?? "/";
  const asker = { principal, via: "page", caller } as const;
  services.audit.note(asker, { action: accessAction, refusedCode: "FORBIDDEN", detail: { path: tellablePath(path) } });
});

// Once a request: Next renders layout and page side by side, and rows that were read before the streams' places would miss
// what came between.
const openPage = cache(async (): Promise<PageContext> => {
  const services = runtime();
  if (await needsSetup(services)) redirect("/setup");
  const incoming = await headers();
  const caller = callerOf(incoming, requestIdOf(incoming));
  const credentials = { cookie: incoming.get("cookie") ?? undefined };
  const identity = await authenticateHeaders(services, credentials);
  if (!identity) {
    if (await holdBadCredential(services, credentials)) {
      services.audit.note(
        { principal: null, via: "page", caller },
        { action: accessAction, refusedCode: "UNAUTHENTICATED" },
      );
    }
    redirect(loginPath(incoming.get("x-pulseboard-path")));
  }
  const { principal, expiresAt: sessionEndsAtMs } = identity;
  const place = await readSnapshot(services.database, async (tx) => ({
    orders: await readHead(tx, "orders"),
    notifications: await readHead(tx, "notifications"),
    unread: await countUnread(tx, principal),
  }));
  return { services, principal, sessionEndsAtMs, via: "page", caller, place };
});

const loginPath = (from: string | null): string =>
  from && from !== "/" ? `/login?from=${encodeURIComponent(from)}` : "/login";
