"use client";

import { IconLock, IconX } from "@tabler/icons-react";
import { orderStatuses, paymentStatuses } from "@/lib/contracts/order-states";
import { usePermission } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { type RangeOption, RangePicker } from "../../ui/range-picker";
import { orderStatusWord, paymentWord } from "../../ui/status-chip";
import { useTimeZone } from "../../ui/time/time-zone";
import { DayField } from "./day-field";
import classes from "./order-filters.module.css";
import { isWholeView, type OrderView } from "./order-view";
import { SearchField } from "./search-field";

type StatusKey = NonNullable<OrderView["status"]> | "all";

const statusOptions: readonly RangeOption<StatusKey>[] = [
  { key: "all", label: "All", short: "All" },
  { key: "open", label: "Open", short: "Open" },
  ...orderStatuses.map((key) => ({ key, label: orderStatusWord(key), short: orderStatusWord(key) })),
];

interface OrderFiltersProps {
  view: OrderView;
  onChange: (change: Partial<OrderView>) => void;
  onClear: () => void;
}

/** What the list is narrowed to. On a phone the statuses are a menu, elsewhere they stand side by side. */
export function OrderFilters({ view, onChange, onClear }: OrderFiltersProps) {
  const seesPersonalData = usePermission("orders.pii");
  const zone = useTimeZone();
  const status = view.status ?? "all";
  const chooseStatus = (key: StatusKey) => onChange({ status: key === "all" ? undefined : key });
  return (
    <search className={classes.frame} aria-label="Filter orders">
      <div className={classes.filters}>
        <SearchField
          value={view.q ?? ""}
          label={seesPersonalData ? "Search number, item or customer" : "Search number or item"}
          onSettle={(q) => onChange({ q: q === "" ? undefined : q })}
        />
        <div className={classes.segments}>
          <RangePicker label="Status" options={statusOptions} value={status} onChange={chooseStatus} />
        </div>
      </div>
      <div className={classes.filters}>
        <select
          className={`${classes.control} ${classes.statusMenu}`}
          aria-label="Status"
          data-set={view.status !== undefined || undefined}
          value={status}
          onChange={(event) => chooseStatus(event.target.value as StatusKey)}
        >
          {statusOptions.map(({ key, label }) => (
            <option key={key} value={key}>
              {key === "all" ? "Any status" : label}
            </option>
          ))}
        </select>
        <select
          className={classes.control}
          aria-label="Payment"
          data-set={view.payment !== undefined || undefined}
          value={view.payment ?? ""}
          onChange={(event) => onChange({ payment: (event.target.value || undefined) as OrderView["payment"] })}
        >
          <option value="">Any payment</option>
          {paymentStatuses.map((payment) => (
            <option key={payment} value={payment}>
              {paymentWord(payment)}
            </option>
          ))}
        </select>
        <fieldset className={classes.days} title={`Days in ${zone}`}>
          <legend data-pb-hidden="">Placed, days in {zone}</legend>
          <DayField label="From" value={view.from} max={view.to} onChange={(from) => onChange({ from })} />
          <DayField label="To" value={view.to} min={view.from} onChange={(to) => onChange({ to })} />
        </fieldset>
        {!isWholeView(view) && (
          <ActionButton look="quiet" icon={<IconX size={15} stroke={1.9} aria-hidden />} onClick={onClear}>
            Clear filters
          </ActionButton>
        )}
      </div>
      {!seesPersonalData && (
        <p className={classes.note}>
          <IconLock size={14} stroke={1.9} aria-hidden />
          Your role sees shortened names. Search looks at order numbers and item titles only.
        </p>
      )}
    </search>
  );
}
