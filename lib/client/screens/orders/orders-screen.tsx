"use client";

import { useMemo, useState } from "react";
import { PageHeader } from "../../shell/page-header";
import { usePause } from "../../shell/pause";
import { useSessionInfo } from "../../shell/session-info";
import { Card } from "../../ui/card";
import { PauseButton } from "../../ui/pause-button";
import { OrderFilters } from "./order-filters";
import { OrderList } from "./order-list";
import { NoOrders, NothingRead, OrderListSkeleton } from "./order-list-states";
import { filterOfView, isWholeView } from "./order-view";
import type { OrdersData } from "./orders-data";
import { useOrderList } from "./use-order-list";
import { useOrderView } from "./use-order-view";

const noFilter = { status: undefined, payment: undefined, q: undefined, from: undefined, to: undefined };

/** Every order, newest first, live; what is filtered stands in the address. */
export function OrdersScreen({ initial }: { initial: OrdersData }) {
  const { shop } = useSessionInfo();
  const { paused, waiting, toggle } = usePause();
  const [view, changeView] = useOrderView();
  const filter = useMemo(() => filterOfView(view, shop.timeZone), [view, shop.timeZone]);
  const query = useOrderList(filter, initial);
  const shownFilter = useShownFilter(JSON.stringify(filter), query.isPlaceholderData);
  const clear = () => changeView(noFilter);

  const listOf = () => {
    const { data: list, isPlaceholderData } = query;
    if (list === undefined && query.isError) {
      return <NothingRead error={query.error} onRetry={() => void query.refetch()} />;
    }
    if (list === undefined || (isPlaceholderData && list.items.length === 0)) return <OrderListSkeleton />;
    if (list.items.length === 0 && list.nextCursor === null) {
      return <NoOrders filtered={!isWholeView(view)} onClear={clear} />;
    }
    return <OrderList key={shownFilter} list={list} filter={filter} outdated={isPlaceholderData} />;
  };

  return (
    <>
      <PageHeader title="Orders" controls={<PauseButton paused={paused} waiting={waiting} onToggle={toggle} />} />
      <Card>
        <OrderFilters view={view} onChange={changeView} onClear={clear} />
        {listOf()}
      </Card>
    </>
  );
}

/** The filter of the rows that are on screen: while another one is being read they are still those of the last. */
function useShownFilter(filter: string, isPlaceholderData: boolean): string {
  const [shown, setShown] = useState(filter);
  if (!isPlaceholderData && shown !== filter) setShown(filter);
  return shown;
}
