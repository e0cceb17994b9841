"use client";

import { useRef, useState } from "react";
import type { ConnectionList } from "@/lib/contracts/connections";
import { useConnection, useHubEvent, useSubscription } from "../../hub/ops";
import { useLiveStatus } from "../../shell/live-status";
import { applyConnectionsChange } from "./connection-list";
import type { ConnectionsData } from "./connections-data";

interface Connections {
  list: ConnectionList;
  /** This page's own, or its last while it is away; null before the first. */
  ownId: string | null;
  isLive: boolean;
  /** Since when the list cannot change because this page is cut off, ms; null while it is not. */
  outdatedSinceMs: number | null;
}

/** Who is connected: as the server read it for the first paint, then as the hub tells it. */
export function useConnections(initial: ConnectionsData): Connections {
  const [list, setList] = useState(initial.list);
  const connection = useConnection();
  useSubscription({
    input: { stream: "connections" },
    onReply: (reply) => {
      if ("connections" in reply) setList(reply);
    },
  });
  useHubEvent("connections", (change) => setList((before) => applyConnectionsChange(before, change)));
  const { outdatedSinceMs } = useLiveStatus();
  const ownId = useRef<string | null>(null);
  const isLive = connection.kind === "live";
  if (isLive) ownId.current = connection.connectionId;
  return { list, ownId: ownId.current, isLive, outdatedSinceMs };
}
