import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient, type HubClient, type HubClientOptions } from "@/lib/hub-client";
import { messagePack } from "@/lib/hub-client/messagepack";
import { type ClientOptions, recordersFor, type SoakClient, streamNames, type Wire } from "./client";

type HubWire = Extract<Wire, "websocket" | "messagepack" | "polling">;

const wireOptions: Record<HubWire, HubClientOptions<OpsHub>> = {
  websocket: { transports: ["websocket"] },
  messagepack: { transports: ["websocket"], encoding: messagePack },
  polling: { transports: ["polling"] },
};

/** The product's own client. */
export function connectHub({ url, role, tokens }: Pick<ClientOptions, "url" | "role" | "tokens">, wire: HubWire) {
  return createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url,
    ...wireOptions[wire],
    auth: async () => ({ token: await tokens.of(role) }),
    refresh: async (client: HubClient<OpsHub>, { token }: { token?: string }) => {
      if (token !== undefined) await client.invoke("refreshToken", { token });
    },
  });
}

export function followByHub(options: ClientOptions, wire: HubWire): SoakClient {
  const recorders = recordersFor(options);
  const client = connectHub(options, wire);
  const ends: string[] = [];
  client.on("notice", ({ code }) => ends.push(code));
  client.subscribeState((state) => {
    if (state.kind === "closed") ends.push(`closed: ${state.code}`);
  });
  for (const name of streamNames) {
    client.stream(name, {
      onSnapshot: (start) => recorders[name].start(start),
      onEvents: (events) => recorders[name].take(events),
    });
  }
  client.connect();
  return { name: options.name, wire, role: options.role, recorders, ends, stop: () => client.close() };
}
