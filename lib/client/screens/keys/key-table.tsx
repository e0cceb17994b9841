"use client";

import type { ApiKey } from "@/lib/contracts/api-keys";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { RelativeTime } from "../../ui/time/relative-time";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { dayText, exactTimeText } from "../../ui/time/zoned-time";
import classes from "./key-table.module.css";
import { connectionsText, scopesText, stateOf } from "./key-words";

interface KeyTableProps {
  keys: readonly ApiKey[];
  onRevoke: (key: ApiKey) => void;
}

/** One line a key; on a narrow page each is a block of its facts. */
export function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">May</th>
          <th scope="col">Made</th>
          <th scope="col">Last used</th>
          <th scope="col">Expires</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} onRevoke={onRevoke} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: KeyTableProps["onRevoke"] }) {
  const { name, prefix, scopes, createdBy, createdAt } = apiKey;
  const state = useServerClock((nowMs) => stateOf(apiKey, nowMs ?? Date.parse(createdAt)));
  return (
    <tr className={classes.row} data-over={state !== "active" || undefined}>
      <th scope="row">
        <span className={classes.name}>
          {name}
          {state === "revoked" && <Chip tone="mute">Revoked</Chip>}
          {state === "expired" && <Chip tone="warn">Expired</Chip>}
        </span>
        <code className={classes.prefix}>{prefix}…</code>
      </th>
      <td data-label="May" className={classes.scopes}>
        {scopes.length > 0 ? scopesText(scopes) : "Nothing any more"}
      </td>
      <td data-label="Made">
        <RelativeTime at={createdAt} />
        <span className={classes.second}>
          by {createdBy.name}
          {!createdBy.active && " (account closed)"}
        </span>
      </td>
      <td data-label="Last used">
        <LastUse apiKey={apiKey} />
      </td>
      <td data-label={state === "revoked" ? "Revoked" : "Expires"}>
        <End apiKey={apiKey} />
      </td>
      <td className={classes.action}>
        {state !== "revoked" && (
          <ActionButton look="quiet" label={`Revoke ${name}`} onClick={() => onRevoke(apiKey)}>
            Revoke
          </ActionButton>
        )}
      </td>
    </tr>
  );
}

function LastUse({ apiKey: { lastUsedAt, lastUsedAddress, connections } }: { apiKey: ApiKey }) {
  if (lastUsedAt === null) return "never";
  const open = connectionsText(connections);
  return (
    <>
      <RelativeTime at={lastUsedAt} />
      <span className={classes.second}>{lastUsedAddress !== null && `from ${lastUsedAddress}`}</span>
      {open !== null && <span className={classes.open}>{open}</span>}
    </>
  );
}

function End({ apiKey: { expiresAt, revokedAt } }: { apiKey: ApiKey }) {
  const zone = useTimeZone();
  const endMs = expiresAt === null ? null : Date.parse(expiresAt);
  const day = useServerClock((nowMs) => (endMs === null ? "" : dayText(endMs, zone, nowMs ?? undefined)), 60_000);
  if (revokedAt !== null) {
    return (
      <>
        <span className={classes.wideWord}>revoked </span>
        <RelativeTime at={revokedAt} />
      </>
    );
  }
  return endMs === null ? "never" : <span title={exactTimeText(endMs, zone)}>{day}</span>;
}
