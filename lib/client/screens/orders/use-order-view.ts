"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { type OrderView, searchOfView, viewOfSearch } from "./order-view";

const viewOfAddress = (): OrderView => viewOfSearch(new URLSearchParams(window.location.search));

/**
 * The view that the address names, and how to change parts of it; a part that is undefined is taken out. It is shown at once
 * and written into the address, and asks the server for no page.
 */
export function useOrderView(): [OrderView, (change: Partial<OrderView>) => void] {
  const params = useSearchParams();
  const [view, setView] = useState(() => viewOfSearch(params));

  // Next hears of the address a moment later. It says that it changed (a link, Back); what to, only the address itself knows.
  useEffect(() => {
    if (params) setView(viewOfAddress());
  }, [params]);

  const change = useCallback((part: Partial<OrderView>) => {
    const next = { ...viewOfAddress(), ...part };
    const address = `${window.location.pathname}${searchOfView(next)}`;
    if (address === window.location.pathname + window.location.search) return;
    window.history.replaceState(null, "", address);
    setView(viewOfAddress());
  }, []);
  return [view, change];
}
