import { isHubError } from "@/lib/hub-protocol";
import { accessAction } from "@/lib/services/audit/audited-operations";
import type { Principal, Services } from "@/lib/services/context";
import { holdBadCredential } from "@/lib/services/identity/bad-credential";
import { callerOf } from "./caller";
import { tellablePath } from "./tellable-path";

/** What an answer knows of who asked, as far as it came. */
export interface Asker {
  principal: Principal | null;
  /** What the audit calls what was asked for. */
  action: string;
}

export const nobodyYet = (): Asker => ({ principal: null, action: accessAction });

interface Refused {
  services: Services;
  request: Request;
  requestId: string;
  asker: Asker;
  failure: unknown;
}

/** Tells the audit that a request was forbidden, or came with a credential that is none. Of all other failures nothing. */
export async function noteRefusal({ services, request, requestId, asker, failure }: Refused): Promise<void> {
  if (!isHubError(failure)) return;
  const { code } = failure;
  if (code !== "FORBIDDEN" && code !== "UNAUTHENTICATED") return;
  const { headers } = request;
  const credentials = { authorization: headers.get("authorization"), cookie: headers.get("cookie") };
  if (code === "UNAUTHENTICATED" && !(await holdBadCredential(services, credentials))) return;
  services.audit.note(
    { principal: asker.principal, via: "rest", caller: callerOf(headers, requestId) },
    {
      action: asker.action,
      refusedCode: code,
      detail: { method: request.method, path: tellablePath(new URL(request.url).pathname), reason: failure.message },
    },
  );
}
