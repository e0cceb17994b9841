"use client";

import { IconDownload, IconFilterOff, IconHistory, IconPlugConnectedX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { AuditEntry } from "@/lib/contracts/audit";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { RowsSkeleton } from "../../ui/skeleton";
import { useAddressView } from "../../use-address-view";
import type { AuditData } from "./audit-data";
import { AuditFilters } from "./audit-filters";
import { AuditList } from "./audit-list";
import { type AuditView, csvAddress, filterOfView, isWholeView, searchOfView, viewOfSearch } from "./audit-view";
import { EntryDialog } from "./entry-dialog";
import { useAudit } from "./use-audit";

const minHeight = 320;

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { entry: AuditEntry; turn: number };

/** Who did what from where, live; what is filtered stands in the address. */
export function AuditScreen({ initial }: { initial: AuditData }) {
  const { shop } = useSessionInfo();
  const [view, go] = useAddressView<AuditView>({ read: viewOfSearch, write: searchOfView });
  const filter = useMemo(() => filterOfView(view, shop.timeZone), [view, shop.timeZone]);
  const { list, error, isOutdated, retry, more } = useAudit(filter, initial);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const ask = (entry: AuditEntry) => {
    setAsked((before) => ({ entry, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };

  const rows = () => {
    if (list === undefined && error) return <NothingRead error={error} onRetry={retry} />;
    if (list === undefined || (isOutdated && list.items.length === 0)) return <RowsSkeleton rows={8} rowHeight={50} />;
    if (list.items.length === 0) return <NoEntries filtered={!isWholeView(view)} onClear={() => go({})} />;
    return <AuditList key={JSON.stringify(filter)} list={list} outdated={isOutdated} more={more} onOpen={ask} />;
  };
  return (
    <>
      <Card labelledBy="audit-title">
        <CardHead title="Audit" id="audit-title">
          <ActionButton
            icon={<IconDownload size={16} stroke={1.8} aria-hidden />}
            hint="Everything that the filters let through, as a file"
            onClick={() => download(csvAddress(filter))}
          >
            CSV
          </ActionButton>
        </CardHead>
        <AuditFilters view={view} onChange={(change) => go({ ...view, ...change })} onClear={() => go({})} />
        {rows()}
      </Card>
      {asked && (
        <EntryDialog
          key={asked.turn}
          entry={asked.entry}
          open={open}
          onClose={() => setOpen(false)}
          onOnly={(who) => {
            setOpen(false);
            go({ ...view, who }, "push");
          }}
        />
      )}
    </>
  );
}

/** Lets the browser save what an address answers. */
function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

function NoEntries({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <EmptyState icon={<IconHistory size={22} />} title="Nothing yet" minHeight={minHeight}>
        Whatever somebody changes, and whatever is refused to them, stands here the moment it happens.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconFilterOff size={22} />}
      title="No entry matches"
      minHeight={minHeight}
      action={<ActionButton onClick={onClear}>Clear filters</ActionButton>}
    >
      Entries that match appear here as they come in. Widen the days, choose another kind, or shorten the search.
    </EmptyState>
  );
}

function NothingRead({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <EmptyState
      icon={<IconPlugConnectedX size={22} />}
      title="The audit could not be read"
      minHeight={minHeight}
      action={<ActionButton onClick={onRetry}>Try again</ActionButton>}
    >
      {error.message}
    </EmptyState>
  );
}
