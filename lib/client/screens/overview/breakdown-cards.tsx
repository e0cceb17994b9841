"use client";

import type { OrderStatus } from "@/lib/contracts/orders";
import type { Overview } from "@/lib/contracts/overview";
import { Card } from "../../ui/card";
import { Chart } from "../../ui/chart/chart";
import type { BarTone } from "../../ui/chart/chart-types";
import { orderStatusWord } from "../../ui/status-chip";
import { useTimeZone } from "../../ui/time/time-zone";
import { weekdayText } from "../../ui/time/zoned-time";

const tones: Record<OrderStatus, BarTone> = {
  placed: "info",
  packed: "warn",
  shipped: "series-1",
  delivered: "ok",
  cancelled: "crit",
};

/** Today's orders by where they stand now. */
export function StatusCard({ overview }: { overview: Overview }) {
  return (
    <Card span={4} labelledBy="status-title">
      <Chart
        kind="bars"
        title="By status"
        titleId="status-title"
        sub="today"
        height={170}
        unit="count"
        layout="rows"
        bars={overview.byStatus.map(({ status, count }) => ({
          key: status,
          label: orderStatusWord(status),
          value: count,
          tone: tones[status],
        }))}
      />
    </Card>
  );
}

const hourLabel = (hour: number): string => String(hour).padStart(2, "0");

/** Revenue of the shop's currency by hour of its day, against the same day of last week. */
export function RevenueCard({ overview }: { overview: Overview }) {
  const zone = useTimeZone();
  const { currency, hours } = overview.revenueByHour;
  return (
    <Card span={8} labelledBy="revenue-title">
      <Chart
        kind="compare"
        title="Revenue by hour"
        titleId="revenue-title"
        sub={currency}
        height={210}
        unit={currency}
        label="Today"
        referenceLabel={`Last ${weekdayText(Date.parse(overview.at), zone)}`}
        points={hours.map(({ hour, today, lastWeek }) => ({
          key: String(hour),
          label: hourLabel(hour),
          value: today,
          reference: lastWeek,
        }))}
      />
    </Card>
  );
}
