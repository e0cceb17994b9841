import { HubError } from "@/lib/hub-protocol";
import { runtime } from "@/lib/runtime";
import { problemResponse, toProblem } from "./problem";
import { requestIdOf } from "./request-id";
import { apiSecurityHeaders } from "./security-headers";

/** Long enough for a busy embedded database, short enough for whoever probes. */
const readyTimeoutMs = 3_000;

const ok = (body: object) =>
  Response.json(body, { headers: { "cache-control": "no-store", ...apiSecurityHeaders(runtime().config) } });

/** The process answers. */
export const alive = async (): Promise<Response> => ok({ status: "ok" });

/** The database answers, too: `databaseMs` is its answer to a ping; `redis` and `otherNodes` where there are several processes. Otherwise 503. For whoever decides where to send people. */
export async function ready(request: Request): Promise<Response> {
  const { config, database, log, otherNodes } = runtime();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${readyTimeoutMs} ms.`)), readyTimeoutMs);
  });
  try {
    const databaseMs = await Promise.race([database.ping(), timeout]);
    const others = otherNodes();
    return ok({
      status: "ready",
      databaseMs: Math.round(databaseMs * 10) / 10,
      // Away or not, this process serves: what it misses comes from the database.
      ...(others !== null && { redis: others.isUp ? "up" : "away", otherNodes: others.count }),
    });
  } catch (cause) {
    log.warn({ reason: (cause as Error).message }, "not ready");
    const error = new HubError("UNAVAILABLE", "The database does not answer.", { cause });
    const response = problemResponse(toProblem(error, requestIdOf(request.headers)));
    for (const [name, value] of Object.entries(apiSecurityHeaders(config))) response.headers.set(name, value);
    return response;
  } finally {
    clearTimeout(timer);
  }
}
