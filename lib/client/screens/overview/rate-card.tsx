"use client";

import type { Overview, RangeKey } from "@/lib/contracts/overview";
import { ranges } from "@/lib/contracts/ranges";
import { Card } from "../../ui/card";
import { Chart } from "../../ui/chart/chart";
import { useTimeZone } from "../../ui/time/time-zone";
import { weekdayText } from "../../ui/time/zoned-time";

interface RateCardProps {
  overview: Overview;
  range: RangeKey;
  loading: boolean;
}

/** Orders and errors on one time axis, last week dotted behind. Only finished buckets are drawn. */
export function RateCard({ overview: { rate, at }, range, loading }: RateCardProps) {
  const zone = useTimeZone();
  const end = (rate.times.at(-1) ?? Date.parse(at)) + rate.stepMs;
  const weekly = range === "7d" || range === "30d";
  return (
    <Card span={8} labelledBy="rate-title">
      <Chart
        kind="time"
        title="Orders and errors per minute"
        titleId="rate-title"
        height={286}
        from={end - ranges[range]}
        to={end}
        times={rate.times}
        stepMs={rate.stepMs}
        unit="/min"
        timeZone={zone}
        sub={loading ? "reading…" : undefined}
        series={[
          {
            key: "orders.last-week",
            label: weekly ? "A week before" : `Last ${weekdayText(Date.parse(at), zone)}`,
            values: rate.lastWeek,
            reference: true,
          },
          { key: "orders.rate", label: "Orders", values: rate.orders, slot: 1, fill: true },
          { key: "api.errors", label: "Errors", values: rate.errors, slot: 2 },
        ]}
      />
    </Card>
  );
}
