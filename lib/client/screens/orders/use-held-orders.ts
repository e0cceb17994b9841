"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Order } from "@/lib/contracts/orders";
import { useInside, useScrolledPast } from "../../live/use-holding";
import { recentOrder } from "../../orders/recent-orders";
import { type HeldOrders, holdOrders, shownOrders } from "./held-orders";

/**
 * What to show of a live list: held while the pointer or the focus is in it or its top is scrolled away. `area` goes on the
 * element around the rows, `topRef` on an empty element above them, `showNew` lets in what waits and goes to the top.
 */
export function useHeldOrders(live: readonly Order[]) {
  const client = useQueryClient();
  const topRef = useRef<HTMLDivElement>(null);
  const { inside, area } = useInside();
  const scrolled = useScrolledPast(topRef);
  const [held, setHeld] = useState<HeldOrders | null>(null);

  const holding = inside || scrolled;
  if (holding && held === null && live.length > 0) setHeld(holdOrders(live));
  if (!holding && held !== null) setHeld(null);

  const shown = shownOrders(holding ? held : null, live, (id) => recentOrder(client, id));
  return {
    ...shown,
    topRef,
    showNew: () => {
      setHeld(holdOrders(live));
      topRef.current?.scrollIntoView({ block: "nearest" });
    },
    area,
  };
}
