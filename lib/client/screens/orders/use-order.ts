"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Order, OrderHistoryEntry, operations } from "@/lib/contracts/orders";
import { request } from "../../api";
import { newerOrder } from "../../orders/order-cache";
import { recentOrder } from "../../orders/recent-orders";
import { queryKeys } from "../../query-keys";
import type { OrderData } from "./orders-data";

/** One order and its history, filled by the server's first reading and kept true by the hub. */
export function useOrder(initial: OrderData): { order: Order; history: readonly OrderHistoryEntry[] } {
  const client = useQueryClient();
  const { id } = initial.order;
  // Before the first rendering, so that the page that the server sends is the one that the browser builds upon.
  useState(() => {
    client.setQueryData<Order>(queryKeys.orders.one(id), (known) =>
      newest(known, initial.order, recentOrder(client, id)),
    );
    client.setQueryData<readonly OrderHistoryEntry[]>(queryKeys.orders.history(id), (known = []) =>
      known.length > initial.history.length ? known : initial.history,
    );
  });
  const { data: order = initial.order } = useQuery({
    queryKey: queryKeys.orders.one(id),
    queryFn: async ({ signal }) => {
      const read = await request<typeof operations.readOrder>(`/orders/${id}`, { signal });
      return newest(read, recentOrder(client, id));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data: history = initial.history } = useQuery({
    queryKey: queryKeys.orders.history(id),
    queryFn: async ({ signal }): Promise<readonly OrderHistoryEntry[]> =>
      (await request<typeof operations.readOrderHistory>(`/orders/${id}/events`, { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isBehind = order.version > (history.at(-1)?.version ?? 0);
  useEffect(() => {
    if (isBehind) void client.invalidateQueries({ queryKey: queryKeys.orders.history(id) });
  }, [client, id, isBehind]);
  return { order, history };
}

/** The one of the highest version; the first of equals. */
function newest(first: Order | undefined, ...others: (Order | undefined)[]): Order | undefined {
  return others.reduce((best, other) => (other ? newerOrder(best, other) : best), first);
}
