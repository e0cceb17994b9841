import { performance } from "node:perf_hooks";
import { type ClientDescription, operations } from "@/lib/contracts/connections";
import { transaction } from "@/lib/db/transaction";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { recordAudit } from "../audit/record-audit";
import type { Services } from "../context";
import { defineVerb } from "../define-verb";
import { connectionEnded, requireConnection } from "./require-connection";

/** A page that is in view answers in the time of a round trip; browsers wake one in the background once a second. */
const answerTimeoutMs = 5_000;

/**
 * Asks the page or program behind a connection how it fares. Throws NOT_FOUND when it is gone, TIMEOUT when it is silent,
 * CONFLICT when it is no page of Pulseboard or gives no answer that can be used. Nothing that it says itself stands in the error.
 */
export const diagnoseConnection = defineVerb(operations.diagnoseConnection, async (context, { connectionId }) => {
  const { services, signal } = context;
  const { transport, encoding, userId, name } = await requireConnection(services, connectionId);
  await transaction(services.database, (tx) => {
    const target = { kind: "user", id: userId, name };
    return recordAudit(tx, context, { action: "connection.diagnosed", target, detail: { connectionId } });
  });
  services.wakeRelay();
  const askedAtMs = performance.now();
  const described = await describe(services, connectionId, signal);
  const answeredInMs = Math.round((performance.now() - askedAtMs) * 10) / 10;
  // As it is now: the heartbeat may have come, the queue may have gone.
  const { latencyMs, queuedBytes } = await requireConnection(services, connectionId);
  const serverBuild = services.config.build;
  return { ...described, connectionId, answeredInMs, serverBuild, transport, encoding, latencyMs, queuedBytes };
});

async function describe(
  { hub }: Services,
  connectionId: string,
  signal: AbortSignal | undefined,
): Promise<ClientDescription> {
  try {
    return await hub.describeClient(connectionId, { timeoutMs: answerTimeoutMs, signal });
  } catch (error) {
    throw signal?.aborted ? error : inWords(error);
  }
}

/** What the client's silence or answer means for the one who asked; codes of the framework are about another call. */
function inWords(cause: unknown): unknown {
  if (!isHubError(cause)) return cause;
  switch (cause.code) {
    case "TIMEOUT":
      return new HubError(
        "TIMEOUT",
        `No answer within ${answerTimeoutMs / 1_000} seconds. Its tab may be frozen in the background, or its network may be gone.`,
        { cause },
      );
    case "NOT_FOUND":
    case "DISCONNECTED":
      return connectionEnded(cause);
    default:
      return new HubError("CONFLICT", refusalWords(cause), { cause });
  }
}

/** The client's own words would be read as Pulseboard's: of what it said only the code counts, for the choice of a sentence. */
function refusalWords({ data }: HubError): string {
  const { client } = (data ?? {}) as { client?: { code?: unknown } };
  switch (client?.code) {
    case "METHOD_NOT_FOUND":
      return "This is no page of Pulseboard: a program cannot say how it fares.";
    case "INVALID_ARGUMENT":
      return "It answered, but not as a page of this version does.";
    default:
      return "That page could not answer.";
  }
}
