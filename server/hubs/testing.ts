/** Pulseboard's hub in this process, over a real database and real sockets, for tests of what goes through it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { opsHub } from "@/lib/contracts/ops-hub";
import type { Database } from "@/lib/db/open";
import { testLog } from "@/lib/db/testing";
import { createHubClient, type HubClient, type HubClientOptions } from "@/lib/hub-client";
import { signIn } from "@/lib/services/identity/sign-in";
import { type TestServices, type TestUser, testServices } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { createHubServer, type HubFilter } from "@/server/hub";
import { openEventLogs } from "./event-logs";
import { createHubLink } from "./hub-link";
import { createOpsHub } from "./ops";

export type OpsClient = HubClient<typeof opsHub>;

export interface TestOps extends AsyncDisposable {
  services: TestServices;
  hub: ReturnType<typeof createOpsHub>["hub"];
  /** A token of this user's own session; one that lasts `lifeMs` when that is shorter than usual. */
  tokenOf(user: TestUser, lifeMs?: number): Promise<string>;
  /** A live client of that user. */
  connect(user: TestUser, options?: HubClientOptions<typeof opsHub>): Promise<OpsClient>;
  /** A live client with an access token or an API key. Rejects with the code that it is refused with. */
  connectWith(token: string): Promise<OpsClient>;
}

const usualLifeMs = 300_000;

export async function startTestOps(database: Database, { filters = [] as HubFilter[] } = {}): Promise<TestOps> {
  const metrics = await createMetricStore({ database, hostName: "this-host", now: () => new Date() });
  const services = testServices(database, { metrics });
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const server = createHubServer({ httpServer, log: testLog, checkOrigin: () => true, filters });
  const ops = createOpsHub({
    server,
    services,
    logs: await openEventLogs(database),
    limits: { connectionsPerUser: 20, connectionsPerAddress: 200 },
  });
  services.hub = createHubLink(ops, testLog, server.backplane);
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  const clients: OpsClient[] = [];

  async function tokenOf(user: TestUser, lifeMs = usualLifeMs): Promise<string> {
    const signedIn = await signIn(services, { ...user, userAgent: null });
    if (!signedIn) throw new Error(`${user.email} cannot sign in.`);
    const issuedAt = new Date(Date.now() - usualLifeMs + lifeMs);
    const claims = { sub: user.id, sid: signedIn.sessionId, version: signedIn.version };
    return signAccessToken({ config: services.config, now: () => issuedAt }, claims);
  }

  async function connect(token: string, options: HubClientOptions<typeof opsHub> = {}): Promise<OpsClient> {
    const client = createHubClient(opsHub, {
      url,
      auth: async () => ({ token }),
      transports: ["websocket"],
      ...options,
    });
    clients.push(client);
    const live = new Promise<void>((resolve, reject) =>
      client.subscribeState((state) => {
        if (state.kind === "live") resolve();
        if (state.kind === "closed") reject(new Error(`${state.code}: ${state.message}`));
      }),
    );
    client.connect();
    await live;
    return client;
  }

  return {
    services,
    hub: ops.hub,
    tokenOf,
    connect: async (user, options = {}) => connect(await tokenOf(user), options),
    connectWith: (token) => connect(token),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      ops[Symbol.dispose]();
      await ops.hub.drain({ timeoutMs: 100 });
      await ops.hub[Symbol.asyncDispose]();
      await server.close();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
}

/** The id of a live client's connection. */
export function connectionOf({ state }: OpsClient): string {
  if (state.kind !== "live") throw new Error(`This client is ${state.kind}.`);
  return state.connectionId;
}
