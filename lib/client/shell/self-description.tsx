"use client";

import { useEffect, useRef, useState } from "react";
import { useClientResult, useConnection, useHubClient } from "../hub/ops";

/** How often the way to the server is measured, in view. */
const measureIntervalMs = 30_000;
const measureTimeoutMs = 5_000;
/** So long a new connection is busy with what the page subscribes to: a call would wait its turn. */
const settleMs = 2_000;

/** Nobody is ever in it: leaving it is a call that does nothing but go there and back. */
const emptyGroup = "order:00000000-0000-0000-0000-000000000000";

/** Answers an admin who asks how this page fares. It renders nothing. */
export function SelfDescription({ build }: { build: string }) {
  const rttMs = useRoundTrip();
  // A page keeps the build that it was loaded with, whatever the server says later.
  const [ownBuild] = useState(build);
  useClientResult("describeClient", () => ({
    visible: document.visibilityState === "visible",
    viewport: { width: window.innerWidth, height: window.innerHeight },
    build: ownBuild,
    rttMs: rttMs.current,
  }));
  return null;
}

/** The last call there and back in ms, null before the first on this connection. */
function useRoundTrip(): { readonly current: number | null } {
  const client = useHubClient();
  const connection = useConnection();
  const rttMs = useRef<number | null>(null);
  const connectionId = connection.kind === "live" ? connection.connectionId : null;
  useEffect(() => {
    rttMs.current = null;
    if (connectionId === null) return;
    const measure = async () => {
      if (document.visibilityState !== "visible") return;
      const sentAtMs = performance.now();
      try {
        await client.invoke("leaveGroup", { group: emptyGroup }, { timeoutMs: measureTimeoutMs, whenAway: "fail" });
        rttMs.current = Math.round((performance.now() - sentAtMs) * 10) / 10;
      } catch {
        // A way that does not answer has no length; the connection says the rest.
        rttMs.current = null;
      }
    };
    const first = setTimeout(() => void measure(), settleMs);
    const timer = setInterval(() => void measure(), measureIntervalMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [client, connectionId]);
  return rttMs;
}
