"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { PresentUser } from "@/lib/contracts/streams";
import type { Cursor } from "@/lib/hub-protocol";
import { useConnection, useHubClient, useHubEvent, useSubscription } from "../hub/ops";
import { bannerOf, connectionViewOf, type Return } from "../live/connection-view";
import { LiveSync } from "../live/live-sync";
import { useMetricFeed } from "../live/metric-feed";
import type { ConnectionView } from "../ui/connection-view";
import { announce } from "../ui/live-region";
import { type BannerState, returnText } from "../ui/reconnect-banner";
import { usePause } from "./pause";
import { type ClosedConnection, useClosedConnection } from "./use-closed-connection";

interface LiveStatus {
  view: ConnectionView;
  banner: BannerState | null;
  people: readonly PresentUser[];
  /** Since when nothing that is told of live can change, because this page is cut off, ms of this machine; null while it is not. */
  outdatedSinceMs: number | null;
  closed: ClosedConnection;
  retryNow(): void;
}

const Status = createContext<LiveStatus | null>(null);

export function useLiveStatus(): LiveStatus {
  const status = useContext(Status);
  if (!status) throw new Error("useLiveStatus needs a LiveStatusProvider above it.");
  return status;
}

const frameIntervalMs = 1_000;
const shownMs = { caughtUp: 6_000, resync: 15_000 } as const;

interface Props {
  cursors: { orders: Cursor; notifications: Cursor };
  /** Who was connected when the page was rendered. */
  people: readonly PresentUser[];
  children: ReactNode;
}

/** Runs the streams and tells every page how the connection stands and who else is there. */
export function LiveStatusProvider({ cursors, people: firstPeople, children }: Props) {
  const client = useHubClient();
  const connection = useConnection();
  const { newestAt } = useMetricFeed();
  const { paused, waiting } = usePause();
  const online = useOnline();
  const people = usePresence(firstPeople);
  const { returned, onCaughtUp, onResync } = useReturned();
  const lostAtMs = useLostAt(connection.kind);
  const [loadedAtMs] = useState(() => Date.now());
  const closed = useClosedConnection();

  const retryNow = useCallback(() => {
    if (client.state.kind === "closed") client.connect();
    else client.retryNow();
  }, [client]);
  const status = useMemo(() => {
    const input = { connection, online, paused, waiting, newestAt, intervalMs: frameIntervalMs, lostAtMs };
    return {
      view: connectionViewOf(input),
      banner: bannerOf(input, returned, closed),
      people,
      // Who was refused at once has what the server rendered.
      outdatedSinceMs: lostAtMs ?? (connection.kind === "closed" ? loadedAtMs : null),
      closed,
      retryNow,
    };
  }, [connection, online, paused, waiting, newestAt, lostAtMs, loadedAtMs, returned, people, closed, retryNow]);

  return (
    <Status value={status}>
      <LiveSync cursors={cursors} onCaughtUp={onCaughtUp} onResync={onResync} />
      {children}
    </Status>
  );
}

const subscribeToOnline = (onChange: () => void) => {
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
};

const useOnline = (): boolean =>
  useSyncExternalStore(
    subscribeToOnline,
    () => navigator.onLine,
    () => true,
  );

/** When a connection that had been live was lost; null while it is there. */
function useLostAt(kind: string): number | null {
  const [state, setState] = useState<{ wasLive: boolean; lostAtMs: number | null }>({ wasLive: false, lostAtMs: null });
  useEffect(() => {
    setState((before) => {
      if (kind === "live") return { wasLive: true, lostAtMs: null };
      return before.wasLive && before.lostAtMs === null ? { ...before, lostAtMs: Date.now() } : before;
    });
  }, [kind]);
  return state.lostAtMs;
}

/** What came of the last absence, for a few seconds; the events of both streams add up. */
function useReturned() {
  const [returned, setReturned] = useState<Return | null>(null);
  useEffect(() => {
    if (returned === null) return;
    announce(returnText(returned), "returned");
    const timer = setTimeout(() => setReturned(null), shownMs[returned.kind]);
    return () => clearTimeout(timer);
  }, [returned]);
  const onCaughtUp = useCallback((count: number) => {
    if (count > 0) setReturned((before) => addCaughtUp(before, count));
  }, []);
  const onResync = useCallback(() => setReturned({ kind: "resync" }), []);
  return { returned, onCaughtUp, onResync };
}

/** Where one stream had to start anew, a count of the other's events would say too little. */
const addCaughtUp = (before: Return | null, count: number): Return =>
  before?.kind === "resync" ? before : { kind: "caughtUp", events: (before?.events ?? 0) + count };

/** Who is connected; kept when the connection is away, read anew when it is back. */
function usePresence(first: readonly PresentUser[]): readonly PresentUser[] {
  const [users, setUsers] = useState(first);
  useSubscription({
    input: { stream: "presence" },
    onReply: (reply) => {
      if ("users" in reply) setUsers(reply.users);
    },
  });
  useHubEvent("presence", ({ joined, left }) =>
    setUsers((before) => {
      const gone = new Set([...left, ...joined].map((user) => user.id));
      return [...before.filter((user) => !gone.has(user.id)), ...joined].sort((a, b) => a.name.localeCompare(b.name));
    }),
  );
  return users;
}
