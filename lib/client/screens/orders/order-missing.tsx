"use client";

import { IconSearchOff } from "@tabler/icons-react";
import { PageHeader } from "../../shell/page-header";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { OrderTitle } from "./order-screen";

/** Said in place of an order that nobody knows. */
export function OrderMissing() {
  return (
    <>
      <PageHeader title={<OrderTitle number="Order" />} />
      <Card>
        <EmptyState
          icon={<IconSearchOff size={22} />}
          title="There is no such order"
          minHeight={320}
          action={<ActionButton href="/orders">All orders</ActionButton>}
        >
          The link may be cut off or from another shop. Search for the order's number in the list.
        </EmptyState>
      </Card>
    </>
  );
}
