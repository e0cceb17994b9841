"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type ExploreView, readView, viewSearch } from "./explore-view";

/** Whether the way back in the browser leads to the view before. */
type Step = "replace" | "push";

/**
 * The view that the address names, and how to change it. The address is the only place that holds it; changing it asks the
 * server for no page.
 */
export function useExploreView(): [ExploreView, (change: Partial<ExploreView>, step?: Step) => void] {
  const search = useSearchParams().toString();
  const view = useMemo(() => readView(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (part: Partial<ExploreView>, step: Step = "replace") => {
      const path = window.location.pathname + viewSearch({ ...view, ...part });
      if (step === "push") window.history.pushState(null, "", path);
      else window.history.replaceState(null, "", path);
    },
    [view],
  );
  return [view, change];
}
