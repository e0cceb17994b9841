"use client";

import { useCallback } from "react";
import { useAddressView } from "../../use-address-view";
import { type ExploreView, readView, viewSearch } from "./explore-view";

const translation = { read: readView, write: viewSearch };

/** The view that the address names, and how to change parts of it. */
export function useExploreView(): [ExploreView, (change: Partial<ExploreView>, step?: "replace" | "push") => void] {
  const [view, go] = useAddressView(translation);
  const change = useCallback(
    (part: Partial<ExploreView>, step?: "replace" | "push") => go({ ...view, ...part }, step),
    [view, go],
  );
  return [view, change];
}
