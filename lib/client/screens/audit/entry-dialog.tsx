"use client";

import { IconUserSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { AuditEntry } from "@/lib/contracts/audit";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { useTimeZone } from "../../ui/time/time-zone";
import { exactTimeText } from "../../ui/time/zoned-time";
import { Outcome } from "./audit-list";
import { actionWord, type DetailFact, factsOf, kindWord, viaWord } from "./audit-words";
import classes from "./entry-dialog.module.css";

interface EntryDialogProps {
  entry: AuditEntry;
  open: boolean;
  onClose: () => void;
  /** Narrows the list to one who did something. */
  onOnly: (who: { id: string; name: string }) => void;
}

/** All that is known of one entry; everything in it is text. */
export function EntryDialog({ entry, open, onClose, onOnly }: EntryDialogProps) {
  const { at, actor, action, target, via, address, userAgent, traceId } = entry;
  const zone = useTimeZone();
  const facts = factsOf(entry);
  const { id, name } = actor;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={actionWord(action)}
      footer={
        id === null ? undefined : (
          <ActionButton
            icon={<IconUserSearch size={16} stroke={1.8} aria-hidden />}
            onClick={() => onOnly({ id, name })}
          >
            Only {name}
          </ActionButton>
        )
      }
    >
      <dl className={classes.facts}>
        <Fact name="Outcome">
          <span className={classes.outcome}>
            <Outcome entry={entry} />
          </span>
        </Fact>
        <Fact name="When">{exactTimeText(Date.parse(at), zone)}</Fact>
        <Fact name="Who">
          {name}
          <span className={classes.second}>{kindWord(actor.kind)}</span>
        </Fact>
        {target && (
          <Fact name="On">
            {target.name ?? target.id}
            <span className={classes.second}>{actionWord(target.kind)}</span>
          </Fact>
        )}
        {facts.length > 0 && (
          <Fact name="Details">
            <Details facts={facts} />
          </Fact>
        )}
        <Fact name="From">{address ?? "–"}</Fact>
        <Fact name="By way of">{viaWord(via)}</Fact>
        {userAgent && <Fact name="Client">{userAgent}</Fact>}
        <Fact name="Action">
          <code>{action}</code>
        </Fact>
        {traceId && (
          <Fact name="Trace">
            <code>{traceId}</code>
          </Fact>
        )}
      </dl>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Details({ facts }: { facts: readonly DetailFact[] }) {
  return (
    <ul className={classes.details}>
      {facts.map(({ name, before, value }) => (
        <li key={name}>
          <span className={classes.name}>{name}</span>{" "}
          {before !== null && (
            <>
              <del className={classes.before}>{before}</del>
              <span aria-hidden> → </span>
            </>
          )}
          {before === null ? value : <ins className={classes.after}>{value}</ins>}
        </li>
      ))}
    </ul>
  );
}
