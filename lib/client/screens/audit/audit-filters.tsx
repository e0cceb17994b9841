"use client";

import { IconX } from "@tabler/icons-react";
import { ActionButton } from "../../ui/action-button";
import { type RangeOption, RangePicker } from "../../ui/range-picker";
import { useTimeZone } from "../../ui/time/time-zone";
import { DayField } from "../orders/day-field";
import controls from "../orders/order-filters.module.css";
import { SearchField } from "../orders/search-field";
import classes from "./audit-filters.module.css";
import { type AuditView, isWholeView } from "./audit-view";
import { auditGroups } from "./audit-words";

const outcomes: readonly RangeOption<"all" | "done" | "refused">[] = [
  { key: "all", label: "All", short: "All" },
  { key: "done", label: "Done", short: "Done" },
  { key: "refused", label: "Refused", short: "Refused" },
];

/** A change of a view; what is undefined is taken out. */
type ViewChange = { [Part in keyof AuditView]?: AuditView[Part] | undefined };

interface AuditFiltersProps {
  view: AuditView;
  onChange: (change: ViewChange) => void;
  onClear: () => void;
}

/** What the list is narrowed to. */
export function AuditFilters({ view, onChange, onClear }: AuditFiltersProps) {
  const zone = useTimeZone();
  const { who } = view;
  return (
    <search className={controls.frame} aria-label="Filter the audit">
      <div className={controls.filters}>
        <SearchField
          value={view.q ?? ""}
          label="Search name, action or address"
          onSettle={(q) => onChange({ q: q === "" ? undefined : q })}
        />
        <RangePicker
          label="Outcome"
          options={outcomes}
          value={view.outcome ?? "all"}
          onChange={(key) => onChange({ outcome: key === "all" ? undefined : key })}
        />
      </div>
      <div className={controls.filters}>
        <select
          className={controls.control}
          aria-label="Kind"
          data-set={view.group !== undefined || undefined}
          value={view.group ?? ""}
          onChange={(event) => onChange({ group: event.target.value || undefined })}
        >
          <option value="">Anything</option>
          {auditGroups.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
        <fieldset className={controls.days} title={`Days in ${zone}`}>
          <legend data-pb-hidden="">Days in {zone}</legend>
          <DayField label="From" value={view.from} max={view.to} onChange={(from) => onChange({ from })} />
          <DayField label="To" value={view.to} min={view.from} onChange={(to) => onChange({ to })} />
        </fieldset>
        {who && (
          <button
            type="button"
            className={classes.who}
            aria-label={`Only ${who.name}: show everybody`}
            onClick={() => onChange({ who: undefined })}
          >
            <span className={classes.name}>Only {who.name}</span>
            <IconX size={14} stroke={2} aria-hidden />
          </button>
        )}
        {!isWholeView(view) && (
          <ActionButton look="quiet" icon={<IconX size={15} stroke={1.9} aria-hidden />} onClick={onClear}>
            Clear filters
          </ActionButton>
        )}
      </div>
    </search>
  );
}
