"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { MetricFrame, MetricSubscription } from "@/lib/contracts/metrics";
import { useHubEvent, useSubscription } from "../hub/ops";
import { releaseSlowPlots } from "../ui/chart/slow-plots";
import { setServerOffsetMs } from "../ui/time/server-clock";

type FrameListener = (frame: MetricFrame, subscription: MetricSubscription) => void;

interface MetricFeed {
  /** Calls back for each frame of a set; returns its stop. */
  listen(set: string, listener: FrameListener): () => void;
  /** Newest frame of the overview set, ms by the server's clock: what the badge's age is told from. */
  newestAt: number | null;
}

const Feed = createContext<MetricFeed | null>(null);

/** Keeps one subscription per set that anybody on the page watches, the overview's always; after a reconnect the hub client rejoins. */
export function MetricFeedProvider({ children }: { children: ReactNode }) {
  const listeners = useRef(new Map<string, Set<FrameListener>>());
  const subscriptions = useRef(new Map<string, MetricSubscription>());
  const [sets, setSets] = useState<readonly string[]>(["overview"]);
  const [newestAt, setNewestAt] = useState<number | null>(null);

  const listen = useCallback((set: string, listener: FrameListener) => {
    const known = listeners.current.get(set) ?? new Set();
    listeners.current.set(set, known.add(listener));
    const refresh = () => setSets(["overview", ...[...listeners.current.keys()].filter((key) => key !== "overview")]);
    refresh();
    return () => {
      known.delete(listener);
      if (known.size > 0) return;
      listeners.current.delete(set);
      refresh();
    };
  }, []);

  useHubEvent("metricSeries", (change) => {
    subscriptions.current.set(change.set, { revision: change.revision, series: change.series });
  });
  useHubEvent("metricFrame", (frame) => {
    const subscription = subscriptions.current.get(frame.set);
    // A frame of another revision would put values under the wrong names; the list is on its way.
    if (!subscription || subscription.revision !== frame.revision) return;
    if (frame.set === "overview") {
      setServerOffsetMs(smoothOffset(frame.at - Date.now()));
      setNewestAt(frame.at);
      releaseSlowPlots();
    }
    for (const listener of listeners.current.get(frame.set) ?? []) listener(frame, subscription);
  });

  const feed = useMemo(() => ({ listen, newestAt }), [listen, newestAt]);
  return (
    <Feed value={feed}>
      {sets.map((set) => (
        <SetSubscription key={set} set={set} onReply={(reply) => subscriptions.current.set(set, reply)} />
      ))}
      {children}
    </Feed>
  );
}

function SetSubscription({ set, onReply }: { set: string; onReply: (reply: MetricSubscription) => void }) {
  useSubscription({
    input: { stream: "metrics", set },
    onReply: (reply) => {
      if ("revision" in reply) onReply(reply);
    },
  });
  return null;
}

/** Differences below half a second are the way here, not the clock. */
const smoothOffset = (offsetMs: number): number => (Math.abs(offsetMs) < 500 ? 0 : offsetMs);

export function useMetricFeed(): MetricFeed {
  const feed = useContext(Feed);
  if (!feed) throw new Error("useMetricFeed needs a MetricFeedProvider above it.");
  return feed;
}

/** Calls `onFrame` for each live frame of a set while the component is there. */
export function useMetricFrames(set: string, onFrame: FrameListener): void {
  const { listen } = useMetricFeed();
  const latest = useRef(onFrame);
  latest.current = onFrame;
  useEffect(() => listen(set, (frame, subscription) => latest.current(frame, subscription)), [listen, set]);
}
