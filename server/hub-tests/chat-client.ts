import { afterEach, expect } from "vitest";
import type { HubClient, HubClientOptions } from "@/lib/hub-client";
import { createHubClient } from "@/lib/hub-client";
import type { Chat } from "@/server/hub/chat-fixture";
import { chat as contract } from "@/server/hub/chat-fixture";

const opened: HubClient<Chat>[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});

/** A client, closed after the test, that retries at once, so that no test waits for chance. */
export function clientOf(
  chat: { url: string },
  options: HubClientOptions<Chat> = {},
): HubClient<Chat> & { kinds: string[] } {
  const client = createHubClient(contract, {
    url: chat.url,
    auth: async () => ({ token: "ann" }),
    transports: ["websocket"],
    random: () => 0,
    ...options,
  });
  const kinds: string[] = [];
  client.subscribeState((state) => kinds.push(state.kind));
  opened.push(client);
  return Object.assign(client, { kinds });
}

export const reach = (client: HubClient<Chat>, kind: HubClient<Chat>["state"]["kind"]) =>
  expect.poll(() => client.state.kind).toBe(kind);
