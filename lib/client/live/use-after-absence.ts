"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { useConnection } from "../hub/ops";

/** Runs once a connection that had been there is back: for what nobody tells again to those who were away. */
export function useAfterAbsence(run: () => void): void {
  const { kind } = useConnection();
  const last = useRef<"none" | "live" | "lost">("none");
  const onBack = useEffectEvent(run);
  useEffect(() => {
    // A dead connection that was found out is replaced at once, without any waiting in between.
    if (kind !== "live") {
      if (last.current === "live") last.current = "lost";
      return;
    }
    const wasLost = last.current === "lost";
    last.current = "live";
    if (wasLost) onBack();
  }, [kind]);
}
