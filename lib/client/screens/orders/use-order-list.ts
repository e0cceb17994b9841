"use client";

import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { OrderFilter, operations } from "@/lib/contracts/orders";
import { request } from "../../api";
import { useConnection } from "../../hub/ops";
import { applyOrdersToCache } from "../../live/apply-to-cache";
import { appendOrders, type OrderList } from "../../orders/order-cache";
import { withRecentOrders } from "../../orders/recent-orders";
import { queryKeys } from "../../query-keys";
import type { OrdersData } from "./orders-data";

const pageSize = 50;
/** The most that the server gives at once. */
const largestPage = 200;
/** A list that nobody looked at for so long is read again when it is opened; until then it is kept true by the hub. */
const freshMs = 60_000;

/** The list of a filter, filled by the server's first reading and kept true by the hub. */
export function useOrderList(filter: OrderFilter, initial: OrdersData) {
  const client = useQueryClient();
  useSeed(client, initial);
  useRetryWhenBack(client);
  const queryKey = queryKeys.orders.list(filter);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<OrderList> => {
      const loaded = client.getQueryData<OrderList>(queryKey)?.items.length ?? 0;
      const limit = Math.min(largestPage, Math.max(pageSize, loaded));
      const page = await request<typeof operations.listOrders>("/orders", { query: { ...filter, limit }, signal });
      return withRecentOrders(client, filter, page);
    },
    staleTime: freshMs,
    placeholderData: keepPreviousData,
  });
}

/** How to get the page below what is loaded; `read` does nothing when there is none. */
export function useMoreOrders(filter: OrderFilter, nextCursor: string | null) {
  const client = useQueryClient();
  const { mutate, isPending, isError } = useMutation({
    mutationFn: (cursor: string) =>
      request<typeof operations.listOrders>("/orders", { query: { ...filter, limit: pageSize, cursor } }),
    onSuccess: (page, cursor) =>
      client.setQueryData<OrderList>(queryKeys.orders.list(filter), (list) =>
        list?.nextCursor === cursor ? withRecentOrders(client, filter, appendOrders(list, page)) : list,
      ),
  });
  return {
    isReading: isPending,
    hasFailed: isError,
    read: () => {
      if (nextCursor !== null && !isPending) mutate(nextCursor);
    },
  };
}

/** Puts the server's reading into the cache: as the list where there is none, as newer states of its orders where there is one. */
function useSeed(client: QueryClient, { filter, orders, readAt }: OrdersData): void {
  useState(() => {
    const key = queryKeys.orders.list(filter);
    if (client.getQueryData(key) !== undefined) return;
    client.setQueryData<OrderList>(key, withRecentOrders(client, filter, orders), {
      updatedAt: Math.min(readAt, Date.now()),
    });
  });
  useEffect(() => applyOrdersToCache(client, orders.items), [client, orders]);
}

/** What could not be read while the server was away is read when it is back. */
function useRetryWhenBack(client: QueryClient): void {
  const isLive = useConnection().kind === "live";
  useEffect(() => {
    if (!isLive) return;
    void client.refetchQueries({
      queryKey: queryKeys.orders.lists,
      type: "active",
      predicate: ({ state }) => state.status === "error" && state.data === undefined,
    });
  }, [client, isLive]);
}
