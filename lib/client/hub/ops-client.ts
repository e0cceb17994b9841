import type { operations } from "@/lib/contracts/identity";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { request } from "../api";

/** A connection must not wait for long on a request that a network which has gone swallowed. */
const tokenTimeoutMs = 1_000;

/** The session cookie buys an access token for each connect, and a new one before it ends. */
async function fetchCredentials(): Promise<{ token?: string }> {
  try {
    const issued = await request<typeof operations.issueToken>("/token", {
      method: "POST",
      body: {},
      signal: AbortSignal.timeout(tokenTimeoutMs),
    });
    return { token: issued.access_token };
  } catch (error) {
    if (isHubError(error) && (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN")) throw error;
    // The API may be busy or cut off while the hub is not: the cookie opens it as well.
    return {};
  }
}

/** A client of the hub of the page's own origin. It needs the types of the contract only: the schemas stay on the server. */
export const createOpsClient = (): HubClient<OpsHub> =>
  createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    auth: fetchCredentials,
    refresh: async (client, { token }) => {
      if (token === undefined) throw new HubError("UNAVAILABLE", "There is no new token yet.");
      await client.invoke("refreshToken", { token });
    },
  });
