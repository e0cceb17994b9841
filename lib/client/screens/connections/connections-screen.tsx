"use client";

import { useState } from "react";
import type { LiveConnection } from "@/lib/contracts/connections";
import { usePermission } from "../../shell/session-info";
import { Card, CardHead } from "../../ui/card";
import { NewRowsPill } from "../../ui/new-rows-pill";
import { RowsSkeleton } from "../../ui/skeleton";
import { StaleChip } from "../../ui/status-chip";
import { SearchField } from "../orders/search-field";
import { useFocusKept } from "../orders/use-focus-kept";
import { countText, findConnections, sortConnections } from "./connection-list";
import { ConnectionTable } from "./connection-table";
import { notLiveReason } from "./connection-words";
import type { ConnectionsData } from "./connections-data";
import classes from "./connections-screen.module.css";
import { DiagnoseDialog } from "./diagnose-dialog";
import { DisconnectDialog } from "./disconnect-dialog";
import { useConnections } from "./use-connections";
import { useHeldConnections } from "./use-held-connections";

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { kind: "diagnose" | "disconnect"; connection: LiveConnection; turn: number };

/** Who is connected to the hub at this moment, and how they fare. */
export function ConnectionsScreen({ initial }: { initial: ConnectionsData }) {
  const { list, ownId, isLive, outdatedSinceMs } = useConnections(initial);
  const mayManage = usePermission("connections.manage");
  const [search, setSearch] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const placeRef = useFocusKept<HTMLDivElement>();
  const found = findConnections(sortConnections(list.connections), search);
  const { rows, waiting, showNew, area } = useHeldConnections(found, search);
  const ask = (kind: Asked["kind"], connection: LiveConnection) => {
    setAsked((before) => ({ kind, connection, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };
  const disabledBecause = isLive ? null : notLiveReason;
  const dialog = { open, onClose: () => setOpen(false), disabledBecause };
  return (
    <>
      <Card labelledBy="connections-title">
        <CardHead title="Connections" id="connections-title">
          <NewRowsPill count={waiting} noun="connection" onShow={showNew} inline />
          {outdatedSinceMs !== null ? (
            <StaleChip atMs={outdatedSinceMs} />
          ) : (
            list.total > 0 && <span className={classes.count}>{countText(list)}</span>
          )}
        </CardHead>
        <div className={classes.search}>
          <SearchField label="Search by name, client or address" value={search} onSettle={setSearch} />
        </div>
        <div
          ref={placeRef}
          tabIndex={-1}
          className={classes.place}
          data-outdated={outdatedSinceMs !== null || undefined}
          {...area}
        >
          {list.connections.length === 0 ? (
            // One's own is on its way.
            <RowsSkeleton rows={3} rowHeight={59} />
          ) : rows.length === 0 ? (
            <p className={classes.nobody}>Nobody who is connected fits “{search}”.</p>
          ) : (
            <ConnectionTable {...{ rows, ownId, disabledBecause }} onAction={mayManage ? ask : null} />
          )}
        </div>
      </Card>
      {asked?.kind === "diagnose" && <DiagnoseDialog key={asked.turn} connection={asked.connection} {...dialog} />}
      {asked?.kind === "disconnect" && (
        <DisconnectDialog
          key={asked.turn}
          connection={asked.connection}
          isOwn={asked.connection.id === ownId}
          {...dialog}
        />
      )}
    </>
  );
}
