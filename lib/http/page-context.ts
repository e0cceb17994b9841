import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { type Permission, permits } from "@/lib/contracts/permissions";
import { runtime } from "@/lib/runtime";
import type { Principal, VerbContext } from "@/lib/services/context";
import { needsSetup } from "@/lib/services/identity/first-run";
import { authenticateHeaders } from "@/lib/services/identity/principal";

export interface PageContext extends VerbContext {
  principal: Principal;
}

/**
 * Who looks at this page, as a context for verbs. Leads to /setup while there is no user, to /login without a session
 * (and back to this page afterwards), and answers 403 without the permission.
 */
export async function pageContext(permission?: Permission): Promise<PageContext> {
  const services = runtime();
  if (await needsSetup(services)) redirect("/setup");
  const incoming = await headers();
  const identity = await authenticateHeaders(services, { cookie: incoming.get("cookie") ?? undefined });
  if (!identity) redirect(loginPath(incoming.get("x-pulseboard-path")));
  if (permission && !permits(identity.principal.permissions, permission)) forbidden();
  return { services, principal: identity.principal, via: "page" };
}

const loginPath = (from: string | null): string =>
  from && from !== "/" ? `/login?from=${encodeURIComponent(from)}` : "/login";
