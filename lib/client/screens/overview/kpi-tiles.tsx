"use client";

import type { Source } from "@/lib/contracts/metrics";
import type { Overview } from "@/lib/contracts/overview";
import { Chip } from "../../ui/chip";
import { changeRatio, formatMoneyShort } from "../../ui/format";
import { KpiTile } from "../../ui/kpi-tile";
import { MoneyTween } from "../../ui/money";
import { NumberTween } from "../../ui/number-tween";
import { durationText } from "../../ui/time/relative-time-text";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { weekdayText } from "../../ui/time/zoned-time";

/** Orders, revenue, backlog and services: each value with its comparison and trend. */
export function KpiTiles({ overview, sources }: { overview: Overview; sources: readonly Source[] }) {
  const zone = useTimeZone();
  const against = `vs last ${weekdayText(Date.parse(overview.at), zone)}`;
  const [main, ...others] = overview.revenue;
  const ill = sources.filter((source) => source.health === "silent");
  const besides = others.filter((revenue) => revenue.today > 0);
  return (
    <>
      <KpiTile
        label="Orders today"
        href="/orders"
        value={<NumberTween value={overview.ordersToday} />}
        delta={{ ratio: changeRatio(overview.ordersToday, overview.ordersLastWeek), against }}
        trend={overview.trends.orders}
      />
      <KpiTile
        label={[
          "Revenue today",
          ...besides.map(({ today, currency }) => `+ ${formatMoneyShort(today, currency)}`),
        ].join(" ")}
        value={main ? <MoneyTween minor={main.today} currency={main.currency} /> : "–"}
        delta={main && { ratio: changeRatio(main.today, main.lastWeek), against }}
        trend={overview.trends.revenue}
      />
      <KpiTile
        label="To fulfil"
        href="/orders?status=open"
        value={<NumberTween value={overview.toFulfil} />}
        note={overview.oldestOpenAt === null ? "nothing waits" : <Oldest at={overview.oldestOpenAt} />}
      />
      <KpiTile
        label="Services"
        href="/explore"
        value={String(sources.length - ill.length)}
        part={`of ${sources.length} healthy`}
        note={
          ill.length === 0 ? (
            "all send samples"
          ) : (
            <Chip tone="crit">
              ! {ill[0]?.name}
              {ill.length > 1 ? ` +${ill.length - 1}` : ""}
            </Chip>
          )
        }
      />
    </>
  );
}

function Oldest({ at }: { at: string }) {
  const age = useServerClock((nowMs) => (nowMs === null ? "" : durationText(nowMs - Date.parse(at))));
  return <>oldest {age}</>;
}
