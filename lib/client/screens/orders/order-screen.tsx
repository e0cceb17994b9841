"use client";

import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import { PageHeader } from "../../shell/page-header";
import { useFrozen, usePause } from "../../shell/pause";
import { Grid } from "../../ui/grid";
import { PauseButton } from "../../ui/pause-button";
import { CustomerCard } from "./customer-card";
import { ItemsCard } from "./items-card";
import classes from "./order-screen.module.css";
import { OrderSummary } from "./order-summary";
import type { OrderData } from "./orders-data";
import { TimelineCard } from "./timeline-card";
import { useMoveOrder } from "./use-move-order";
import { useOrder } from "./use-order";

/** One order: what was bought, by whom, what has happened to it, and the steps that it can take next. */
export function OrderScreen({ initial }: { initial: OrderData }) {
  const { paused, waiting, toggle } = usePause();
  const read = useOrder(initial);
  const order = useFrozen(read.order);
  const history = useFrozen(read.history);
  const { move, moveOf } = useMoveOrder();
  const current = moveOf(order.id);
  return (
    <>
      <PageHeader
        title={<OrderTitle number={order.number} />}
        controls={<PauseButton paused={paused} waiting={waiting} onToggle={toggle} />}
      />
      <Grid>
        <OrderSummary order={order} move={current} onMove={move} />
        <ItemsCard order={order} />
        <div className={classes.side} data-span={4}>
          <CustomerCard customer={order.customer} masked={order.masked} />
          <TimelineCard history={history} sending={current?.kind === "sending" ? current.to : null} />
        </div>
      </Grid>
    </>
  );
}

export function OrderTitle({ number }: { number: string }) {
  return (
    <span className={classes.title}>
      <Link className={classes.back} href="/orders" aria-label="All orders" title="All orders">
        <IconArrowLeft size={17} stroke={1.9} aria-hidden />
      </Link>
      {number}
    </span>
  );
}
