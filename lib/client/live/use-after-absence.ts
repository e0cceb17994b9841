"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { useConnection } from "../hub/ops";

/** Runs once the connection is back after it was lost: for what nobody tells again to those who were away. */
export function useAfterAbsence(run: () => void): void {
  const { kind } = useConnection();
  const wasAway = useRef(false);
  const onBack = useEffectEvent(run);
  useEffect(() => {
    if (kind === "waiting") wasAway.current = true;
    if (kind !== "live" || !wasAway.current) return;
    wasAway.current = false;
    onBack();
  }, [kind]);
}
