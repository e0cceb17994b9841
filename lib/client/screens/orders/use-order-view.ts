"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type OrderView, searchOfView, viewOfSearch } from "./order-view";

/**
 * The view that the address names, and how to change parts of it: the address is its only place. Changing it asks the server
 * for no page; a part that is undefined is taken out.
 */
export function useOrderView(): [OrderView, (change: Partial<OrderView>) => void] {
  const params = useSearchParams();
  const view = useMemo(() => viewOfSearch(params), [params]);
  const change = useCallback((part: Partial<OrderView>) => {
    // The address itself is read, not the last render: two changes may come before one.
    const next = { ...viewOfSearch(new URLSearchParams(window.location.search)), ...part };
    const address = `${window.location.pathname}${searchOfView(next)}`;
    if (address !== window.location.pathname + window.location.search) window.history.replaceState(null, "", address);
  }, []);
  return [view, change];
}
