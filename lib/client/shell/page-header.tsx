"use client";

import type { ReactNode } from "react";
import { AvatarStack } from "../ui/avatar-stack";
import { openCommandPalette } from "../ui/command-palette";
import { ConnectionBadge } from "../ui/connection-badge";
import { ReconnectBanner } from "../ui/reconnect-banner";
import { SearchButton } from "../ui/shell/search-button";
import { TopHeader } from "../ui/shell/top-header";
import { useLiveStatus } from "./live-status";
import { useSessionInfo } from "./session-info";

/** The top of every page: its title and controls, and beside them who watches and how the connection stands. */
export function PageHeader({ title, controls }: { title: ReactNode; controls?: ReactNode }) {
  const { me } = useSessionInfo();
  const { view, banner, people, outdatedSinceMs, retryNow } = useLiveStatus();
  return (
    <TopHeader
      title={title}
      controls={controls}
      actions={<SearchButton onClick={openCommandPalette} />}
      people={
        <AvatarStack
          people={people.map(({ id, name, connections }) => ({ id, name, connections, you: id === me.id }))}
          outdatedSinceMs={outdatedSinceMs}
        />
      }
      status={<ConnectionBadge view={view} />}
      banner={<ReconnectBanner state={banner} onRetry={retryNow} />}
    />
  );
}
