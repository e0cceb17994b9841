"use client";

import { IconDots, IconFileText, IconRefresh, IconTrash } from "@tabler/icons-react";
import type { DeadLetter } from "@/lib/contracts/dead-letters";
import { ActionButton } from "../../ui/action-button";
import { classNames } from "../../ui/class-names";
import { MenuItems } from "../../ui/menu-items";
import { PopPanel } from "../../ui/pop-panel";
import table from "../../ui/record-table.module.css";
import { RelativeTime } from "../../ui/time/relative-time";
import classes from "./dead-letter-table.module.css";
import { streamWord, subjectOf, triesText, typeWord } from "./dead-letter-words";

export type DeadLetterAction = "details" | "retry" | "discard";

interface DeadLetterTableProps {
  letters: readonly DeadLetter[];
  /** The one that is being retried. */
  busyId: string | null;
  onAction: (action: DeadLetterAction, letter: DeadLetter) => void;
}

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** One line an event; on a narrow page each is a block with its names. */
export function DeadLetterTable({ letters, busyId, onAction }: DeadLetterTableProps) {
  return (
    <table className={classNames(table.table, classes.table)} data-narrow="facts">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Stream</th>
          <th scope="col">Why it failed</th>
          <th scope="col">Tried</th>
          <th scope="col">Given up</th>
          <td />
          <td />
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <Row key={letter.id} letter={letter} isBusy={letter.id === busyId} onAction={onAction} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<DeadLetterTableProps, "onAction"> {
  letter: DeadLetter;
  isBusy: boolean;
}

function Row({ letter, isBusy, onAction }: RowProps) {
  const { stream, type, error, tries, diedAt } = letter;
  const name = typeWord(type);
  const subject = subjectOf(letter);
  const about = subject === null ? name : `${name}, ${subject}`;
  return (
    <tr className={classNames(table.row, classes.row)}>
      <th scope="row">
        <span className={table.words}>
          <span className={table.name}>{name}</span>
          {subject !== null && <span className={table.second}>{subject}</span>}
        </span>
      </th>
      <td data-label="Stream">{streamWord(stream)}</td>
      <td data-label="Why it failed" className={classes.reason}>
        <span className={classes.clamped} title={error}>
          {error}
        </span>
      </td>
      <td data-label="Tried" className={classes.brief}>
        {triesText(tries)}
      </td>
      <td data-label="Given up" className={classes.brief}>
        <RelativeTime at={diedAt} />
      </td>
      <td className={classes.act}>
        <ActionButton
          icon={<IconRefresh size={15} stroke={1.8} aria-hidden />}
          label={`Retry ${about}`}
          disabled={isBusy}
          onClick={() => onAction("retry", letter)}
        >
          {isBusy ? "Retrying…" : "Retry"}
        </ActionButton>
      </td>
      <td className={classNames(table.menu, classes.menu)}>
        <PopPanel label={`More about ${about}`} trigger={<IconDots {...icon} />} triggerClassName={table.trigger}>
          {(close) => (
            <MenuItems
              onDone={close}
              items={[
                { label: "Details", icon: <IconFileText {...icon} />, onSelect: () => onAction("details", letter) },
                {
                  label: "Discard",
                  icon: <IconTrash {...icon} />,
                  tone: "crit",
                  onSelect: () => onAction("discard", letter),
                },
              ]}
            />
          )}
        </PopPanel>
      </td>
    </tr>
  );
}
