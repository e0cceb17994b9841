"use client";

import { IconDots, IconPlugConnectedX, IconStethoscope } from "@tabler/icons-react";
import type { LiveConnection } from "@/lib/contracts/connections";
import { Avatar } from "../../ui/avatar";
import { Chip } from "../../ui/chip";
import { classNames } from "../../ui/class-names";
import { formatValue } from "../../ui/format";
import { MenuItems } from "../../ui/menu-items";
import { PopPanel } from "../../ui/pop-panel";
import table from "../../ui/record-table.module.css";
import { RelativeTime } from "../../ui/time/relative-time";
import { roleWord } from "../admin/user-changes";
import type { ConnectionRow } from "./connection-list";
import classes from "./connection-table.module.css";
import { isSlow, latencyText, transportText } from "./connection-words";
import { StreamsPanel } from "./streams-panel";
import { useSince } from "./use-since";

export type ConnectionAction = "diagnose" | "disconnect";

interface ConnectionTableProps {
  rows: readonly ConnectionRow[];
  ownId: string | null;
  /** Null: may only look. */
  onAction: ((action: ConnectionAction, connection: LiveConnection) => void) | null;
  /** Why nothing can be done at the moment; null while it can. */
  disabledBecause: string | null;
}

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** One line a connection; on a narrow page each is a block with its names. */
export function ConnectionTable({ rows, ownId, ...actions }: ConnectionTableProps) {
  return (
    <table className={table.table} data-narrow="facts">
      <thead>
        <tr>
          <th scope="col">User</th>
          <th scope="col">Client</th>
          <th scope="col">Transport</th>
          <th scope="col">Connected</th>
          <th scope="col" className={table.number}>
            Latency
          </th>
          <th scope="col" className={table.number}>
            Queue
          </th>
          <th scope="col">Streams</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ connection, ended }) => (
          <Row key={connection.id} isOwn={connection.id === ownId} {...{ connection, ended }} {...actions} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends ConnectionRow, Pick<ConnectionTableProps, "onAction" | "disabledBecause"> {
  isOwn: boolean;
}

function Row({ connection, ended, isOwn, onAction, disabledBecause }: RowProps) {
  const { kind, userId, name, role, client, address, connectedAt, latencyMs, queuedBytes, streams } = connection;
  const since = useSince(connectedAt);
  return (
    <tr className={classNames(table.row, classes.row)} data-ended={ended || undefined} data-connection={connection.id}>
      <th scope="row">
        <span className={table.person}>
          <Avatar id={userId} name={name} size="md" />
          <span className={table.words}>
            <span className={table.name}>
              {name}
              {isOwn && <Chip tone="info">This tab</Chip>}
              {ended && <Chip tone="mute">Ended</Chip>}
            </span>
            <span className={table.second}>{kind === "key" ? "API key" : roleWord(role)}</span>
          </span>
        </span>
      </th>
      <td data-label="Client" className={classes.client}>
        {client}
        <span className={table.second}>{address}</span>
      </td>
      <td data-label="Transport">{transportText(connection)}</td>
      <td data-label="Connected" className={classes.since}>
        <RelativeTime at={connectedAt} />
        <span className={table.second}>{since}</span>
      </td>
      <td
        data-label="Latency"
        className={classNames(table.number, classes.latency)}
        data-slow={isSlow(latencyMs) || undefined}
        title={latencyMs === null ? "Known after the first heartbeat" : undefined}
      >
        {latencyText(latencyMs)}
      </td>
      <td data-label="Queue" className={table.number}>
        {formatValue(queuedBytes, "B")}
      </td>
      <td data-label="Streams">
        <StreamsPanel streams={streams} name={name} />
      </td>
      <td className={classNames(table.menu, classes.menu)}>
        {onAction && !ended && (
          <PopPanel
            label={`Actions on a connection of ${name}: ${client}, since ${since}`}
            trigger={<IconDots {...icon} />}
            triggerClassName={table.trigger}
          >
            {(close) => (
              <MenuItems
                onDone={close}
                items={[
                  {
                    label: "Diagnose",
                    icon: <IconStethoscope {...icon} />,
                    onSelect: () => onAction("diagnose", connection),
                    disabledBecause,
                  },
                  {
                    label: "Disconnect",
                    icon: <IconPlugConnectedX {...icon} />,
                    tone: "crit",
                    onSelect: () => onAction("disconnect", connection),
                    disabledBecause,
                  },
                ]}
              />
            )}
          </PopPanel>
        )}
      </td>
    </tr>
  );
}
