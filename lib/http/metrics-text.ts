import { createHash, timingSafeEqual } from "node:crypto";
import type { Services } from "@/lib/services/context";
import { demand } from "@/lib/services/define-verb";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { addressOf } from "@/lib/services/limits/limits";
import { answer } from "./answer";
import { callerOf } from "./caller";
import type { RouteHandler } from "./route";

/** What this process measures of its hub, as Prometheus text: for whoever has METRICS_TOKEN, and for admins. */
export const metricsText: RouteHandler = (request) =>
  answer(request, async ({ services, requestId, asker }) => {
    const authorization = request.headers.get("authorization");
    if (!isScraper(services, authorization)) {
      const identity = await authenticateHeaders(services, { authorization, cookie: request.headers.get("cookie") });
      asker.principal = identity?.principal ?? null;
      // Whoever has a good credential is held up by no neighbour, the scraper by nothing.
      const address = addressOf(callerOf(request.headers, requestId));
      if (authorization !== null && identity === null) await services.limits.badCredentials.consume(address);
      await services.limits.requests.consume(identity?.principal.id ?? address);
      demand({ services, principal: identity?.principal ?? null, via: "rest" }, "settings.manage");
    }
    const { contentType, text } = await services.readTelemetry();
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  });

function isScraper({ config }: Services, authorization: string | null): boolean {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  return token !== undefined && config.metricsToken !== null && isSame(token, config.metricsToken);
}

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** In the same time whatever is wrong. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(hashOf(given), hashOf(wanted));
