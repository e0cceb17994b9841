"use client";

import { IconMailCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { DeadLetter } from "@/lib/contracts/dead-letters";
import { Card, CardHead } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { EmptyState } from "../../ui/empty-state";
import { formatCount } from "../../ui/format";
import { StaleChip } from "../../ui/status-chip";
import { useFocusKept } from "../orders/use-focus-kept";
import { type DeadLetterAction, DeadLetterTable } from "./dead-letter-table";
import { typeWord } from "./dead-letter-words";
import type { DeadLettersData } from "./dead-letters-data";
import { DetailsDialog } from "./details-dialog";
import classes from "./undelivered-screen.module.css";
import { useUndelivered } from "./use-undelivered";

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { kind: "details" | "discard"; letter: DeadLetter; turn: number };

/** Events that were taken out of their streams because they failed again and again, and what can be done with them. */
export function UndeliveredScreen({ initial }: { initial: DeadLettersData }) {
  const { list, busyId, retry, discard, outdatedSinceMs } = useUndelivered(initial);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const placeRef = useFocusKept<HTMLDivElement>();
  const close = () => setOpen(false);
  const ask = (kind: Asked["kind"], letter: DeadLetter) => {
    setAsked((before) => ({ kind, letter, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };
  const onAction = (action: DeadLetterAction, letter: DeadLetter) => {
    if (action === "retry") void retry(letter);
    else ask(action, letter);
  };
  return (
    <>
      <Card labelledBy="undelivered-title">
        <CardHead title="Undelivered events" id="undelivered-title">
          {outdatedSinceMs !== null ? (
            <StaleChip atMs={outdatedSinceMs} />
          ) : (
            list.total > 0 && <span className={classes.count}>{countText(list.total, list.items.length)}</span>
          )}
        </CardHead>
        <div
          ref={placeRef}
          tabIndex={-1}
          className={classes.place}
          data-outdated={outdatedSinceMs !== null || undefined}
        >
          {list.items.length === 0 ? (
            <EmptyState icon={<IconMailCheck size={22} />} title="Everything was delivered" minHeight={220}>
              That is how it should be: there is nothing to do. An event that fails five times would be kept here, while
              everything after it goes on.
            </EmptyState>
          ) : (
            <>
              <p className={classes.about}>
                Each of these failed several times and was taken out of its stream, so that what came after it could go
                on. What it reports is safe in the database; only the telling failed. Retry sends it as the newest
                event.
              </p>
              <DeadLetterTable letters={list.items} busyId={busyId} onAction={onAction} />
            </>
          )}
        </div>
      </Card>
      {asked?.kind === "details" && (
        <DetailsDialog
          key={asked.turn}
          letter={asked.letter}
          open={open}
          onClose={close}
          onRetry={() => {
            close();
            void retry(asked.letter);
          }}
          onDiscard={() => ask("discard", asked.letter)}
        />
      )}
      {asked?.kind === "discard" && (
        <ConfirmDialog
          key={asked.turn}
          open={open}
          onClose={close}
          title={`Discard ${typeWord(asked.letter.type).toLowerCase()}?`}
          confirmLabel="Discard"
          tone="danger"
          onConfirm={() => discard(asked.letter)}
        >
          Nobody will be told of it any more, and it cannot be brought back. What it reports stays in the database.
        </ConfirmDialog>
      )}
    </>
  );
}

const countText = (total: number, shown: number): string =>
  `${formatCount(total)} in all${total > shown ? `, the newest ${formatCount(shown)} shown` : ""}`;
