import type { IncomingMessage } from "node:http";
import { checkOrigin } from "@/lib/http/origin";
import type { AuditNotes } from "@/lib/services/context";
import { readSessionCookie } from "@/lib/services/identity/session-cookie";
import { noteForeignOrigin } from "./audit-hub";
import type { Environment } from "./environment";
import { remoteAddressOf } from "./remote-address";

/** Whether a page of this origin may connect to the hub: true, or why not, which is audited. */
export function hubOriginCheck(env: Environment, audit: AuditNotes): (request: IncomingMessage) => true | string {
  return (request) => {
    const { origin, host, cookie, authorization } = request.headers;
    const site = request.headers["sec-fetch-site"];
    const verdict = checkOrigin({
      method: request.method ?? "GET",
      origin: origin ?? null,
      host: host ?? null,
      secFetchSite: typeof site === "string" ? site : null,
      hasCookie: readSessionCookie(cookie ?? null, env.PUBLIC_URL ?? null) !== null,
      hasToken: authorization !== undefined,
      isUpgrade: request.headers.upgrade !== undefined,
      publicUrl: env.PUBLIC_URL ?? null,
      allowedOrigins: env.ALLOWED_ORIGINS,
    });
    if (verdict.ok) return true;
    noteForeignOrigin(audit, request, remoteAddressOf(request, env.TRUST_PROXY), verdict.reason);
    return verdict.reason;
  };
}
