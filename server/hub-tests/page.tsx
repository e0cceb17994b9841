import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createGroupHook } from "@/lib/client/hub/group";
import { createHubHooks } from "@/lib/client/hub/hooks";
import type { HubClient } from "@/lib/hub-client";
import { createHubClient } from "@/lib/hub-client";
import { type Chat, chat as contract } from "@/server/hub/chat-fixture";
import { createBareRoot } from "./bare-root";

export const hooks = createHubHooks<Chat>();
export const useGroup = createGroupHook(hooks.useHubClient);

/** A page in StrictMode with a client of its own, `ann`'s; gone at the end of the test. */
export function mount(chat: { url: string }) {
  const clients: HubClient<Chat>[] = [];
  const root = createBareRoot();
  const queryClient = new QueryClient();
  const create = () => {
    const client = createHubClient(contract, {
      url: chat.url,
      auth: async () => ({ token: "ann" }),
      transports: ["websocket"],
      random: () => 0,
    });
    clients.push(client);
    return client;
  };
  const render = (node: ReactNode) =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <hooks.HubProvider create={create}>{node}</hooks.HubProvider>
        </QueryClientProvider>
      </StrictMode>,
    );
  return { clients, render, [Symbol.dispose]: () => root[Symbol.dispose]() };
}
