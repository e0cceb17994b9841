"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { HubProvider } from "../hub/ops";
import { createOpsClient } from "../hub/ops-client";
import { MetricFeedProvider } from "../live/metric-feed";
import { queryKeys } from "../query-keys";
import { LiveRegion } from "../ui/live-region";
import { AppShell } from "../ui/shell/app-shell";
import { InitialNowProvider } from "../ui/time/server-clock";
import { TimeZoneProvider } from "../ui/time/time-zone";
import { ToastStack } from "../ui/toast/toast-stack";
import { LiveStatusProvider } from "./live-status";
import { MainNav } from "./main-nav";
import { Palette } from "./palette";
import { PauseProvider } from "./pause";
import { RightsWatch } from "./rights-watch";
import { SelfDescription } from "./self-description";
import { SessionEnded } from "./session-ended";
import { SessionProvider } from "./session-info";
import type { ShellData } from "./shell-data";
import { WhileAllowed } from "./while-allowed";

const createQueryClient = (unread: number): QueryClient => {
  const client = new QueryClient({
    defaultOptions: {
      queries: { refetchOnWindowFocus: false, refetchOnReconnect: false, retry: 1, gcTime: 10 * 60_000 },
    },
  });
  client.setQueryData(queryKeys.inbox.unread, unread);
  return client;
};

/**
 * The frame of every page: navigation, the one connection, and what flows through it into the query cache. Somebody else, or the
 * same person with another role, gets all of it anew: nothing that was read under the old rights stays.
 */
export function OpsShell({ data, children }: { data: ShellData; children: ReactNode }) {
  return (
    <SessionShell key={`${data.me.id} ${data.me.role}`} data={data}>
      {children}
    </SessionShell>
  );
}

function SessionShell({ data, children }: { data: ShellData; children: ReactNode }) {
  const [queryClient] = useState(() => createQueryClient(data.unread));
  const [cursors] = useState(data.cursors);
  return (
    <QueryClientProvider client={queryClient}>
      <SessionProvider value={{ me: data.me, shop: data.shop, sessionEndsAtMs: data.sessionEndsAtMs }}>
        <TimeZoneProvider timeZone={data.shop.timeZone}>
          <InitialNowProvider nowMs={data.nowMs}>
            <HubProvider create={createOpsClient}>
              <PauseProvider>
                <MetricFeedProvider>
                  <LiveStatusProvider cursors={cursors} people={data.people}>
                    <WhileAllowed>
                      <AppShell nav={<MainNav />}>{children}</AppShell>
                      <Palette />
                      <SessionEnded />
                      <RightsWatch />
                      <SelfDescription build={data.build} />
                      <ToastStack inboxHref="/inbox" />
                    </WhileAllowed>
                  </LiveStatusProvider>
                </MetricFeedProvider>
              </PauseProvider>
            </HubProvider>
            <LiveRegion />
          </InitialNowProvider>
        </TimeZoneProvider>
      </SessionProvider>
    </QueryClientProvider>
  );
}
