"use client";

import { IconShoppingBag } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { OrderPage, operations } from "@/lib/contracts/orders";
import { request } from "../../api";
import type { OrderList } from "../../orders/order-cache";
import { withRecentOrders } from "../../orders/recent-orders";
import { queryKeys } from "../../query-keys";
import { useFrozen } from "../../shell/pause";
import { useSessionInfo } from "../../shell/session-info";
import { Card, CardHead } from "../../ui/card";
import { Chip } from "../../ui/chip";
import { EmptyState } from "../../ui/empty-state";
import { Feed, FeedRow } from "../../ui/feed-row";
import { formatCount } from "../../ui/format";
import { NewRowsPill } from "../../ui/new-rows-pill";
import { useHeldOrders } from "../orders/use-held-orders";

const mostRows = 8;

/** The newest orders as they come. While the pointer or the focus is in the list, new ones wait behind a pill. */
export function FeedCard({ initial, perMinute }: { initial: OrderPage; perMinute: number | null }) {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: queryKeys.orders.list({}),
    queryFn: async ({ signal }): Promise<OrderList> =>
      withRecentOrders(client, {}, await request<typeof operations.listOrders>("/orders", { signal })),
    initialData: () => withRecentOrders(client, {}, initial),
    staleTime: Number.POSITIVE_INFINITY,
    // Events make it longer; on a wall screen nobody else would make it short again.
    refetchInterval: 10 * 60_000,
  });
  const { shop } = useSessionInfo();
  const live = useFrozen(data.items);
  const first = useRef(new Set(initial.items.map((order) => order.id)));
  const { rows, waiting, topRef, showNew, area } = useHeldOrders(live);
  const shown = rows.slice(0, mostRows);

  return (
    <Card span={4} rows={2} labelledBy="feed-title">
      <CardHead title="Orders, live" id="feed-title" sub={waiting > 0 ? undefined : rateText(perMinute)}>
        {shop.demo && waiting === 0 && <Chip tone="mute">Demo data</Chip>}
        {waiting > 0 && <NewRowsPill inline count={waiting} onShow={showNew} />}
      </CardHead>
      <div ref={topRef} />
      <div {...area}>
        {shown.length === 0 ? (
          <EmptyState icon={<IconShoppingBag size={22} />} title="No orders yet" minHeight={360}>
            Send the first one with POST /api/orders: it stands here the moment it is stored.
          </EmptyState>
        ) : (
          <Feed label="Newest orders">
            {shown.map((order) => (
              <FeedRow
                key={order.id}
                number={order.number}
                customer={order.customer.name}
                total={order.total}
                currency={order.currency}
                placedAt={order.placedAt}
                itemCount={order.itemCount}
                status={order.status}
                href={`/orders/${order.id}`}
                fresh={!first.current.has(order.id)}
              />
            ))}
          </Feed>
        )}
      </div>
    </Card>
  );
}

const rateText = (perMinute: number | null): string | undefined =>
  perMinute === null ? undefined : `${formatCount(perMinute)} a minute`;
