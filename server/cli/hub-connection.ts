import type { OpsHub } from "@/lib/contracts/ops-hub";
import { type ClosedCode, type ConnectionState, contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import { type ErrorCode, HubError } from "@/lib/hub-protocol";
import type { Access } from "./access";

/** How long the first connection may take where nobody said it; once connected, a tail waits for ever. */
const firstPatienceMs = 10_000;

export interface HubUse {
  access: Access;
  version: string;
  /** The longest time without a connection; absent: 10 s until the first, then for ever. */
  patienceMs?: number;
  signal: AbortSignal;
  onState: (state: ConnectionState) => void;
  /** Sets up what is wanted of the hub. `fail` ends it with an error. */
  use: (client: HubClient<OpsHub>, fail: (error: unknown) => void) => void;
}

/**
 * Keeps a connection until it is over. Rejects with CANCELLED after Ctrl-C, DISCONNECTED when patience has ended, and what the
 * server said where it closed for good.
 */
export function holdHub({ access, version, patienceMs, signal, onState, use }: HubUse): Promise<never> {
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url: access.server.url,
    headers: { "user-agent": `pulseboard-cli/${version}` },
    auth: async () => ({ token: await access.newToken() }),
    ...(access.isRenewable && {
      refresh: async (live: HubClient<OpsHub>, { token }: { token?: string }) => {
        if (token !== undefined) await live.invoke("refreshToken", { token });
      },
    }),
  });
  return new Promise<never>((_resolve, reject) => {
    let patience = startPatience(patienceMs ?? firstPatienceMs);
    let wasLive = false;

    function startPatience(ms: number): NodeJS.Timeout {
      return setTimeout(() => {
        end(new HubError("DISCONNECTED", `${access.server.url} could not be reached for ${ms / 1000} s.`));
      }, ms);
    }
    function end(error: unknown): void {
      clearTimeout(patience);
      stopListening();
      signal.removeEventListener("abort", onAbort);
      client.close();
      reject(error);
    }
    const onAbort = () => end(new HubError("CANCELLED", "Cancelled."));
    const stopListening = client.subscribeState((state) => {
      onState(state);
      if (state.kind === "live") {
        clearTimeout(patience);
        wasLive = true;
      } else if (state.kind === "waiting" && wasLive && patienceMs !== undefined) {
        wasLive = false;
        patience = startPatience(patienceMs);
      } else if (state.kind === "closed") {
        // The session may go on where its token has run out, such as after this machine slept.
        if (state.code === "EXPIRED" && access.isRenewable) client.connect();
        else end(new HubError(codeOf(state.code), state.message));
      }
    });
    signal.addEventListener("abort", onAbort);
    use(client, end);
    if (signal.aborted) onAbort();
    else client.connect();
  });
}

/** What closed a connection for good, as an error of a command. */
function codeOf(code: ClosedCode): ErrorCode {
  switch (code) {
    case "UNAUTHENTICATED":
    case "REVOKED":
    case "EXPIRED":
    case "SIGNED_OUT":
    case "CLOSED_BY_ADMIN":
      return "UNAUTHENTICATED";
    case "FORBIDDEN":
    case "REAUTHORIZE":
      return "FORBIDDEN";
    case "RATE_LIMITED":
    case "TOO_MANY_CONNECTIONS":
      return "RATE_LIMITED";
    case "UNAVAILABLE":
    case "RESTARTING":
    case "SLOW_CONSUMER":
    case "GAVE_UP":
      return "UNAVAILABLE";
    case "CLIENT_CLOSED":
      return "CANCELLED";
    case "PROTOCOL_ERROR":
      return "INTERNAL";
  }
}
