"use client";

import { IconArchive, IconArrowBackUp, IconCheck, IconMail, IconMailOpened } from "@tabler/icons-react";
import Link from "next/link";
import { useId, useState } from "react";
import type { InboxItem, MarkAs } from "@/lib/contracts/notifications";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { Hidden } from "../../ui/hidden";
import { SeverityChip } from "../../ui/status-chip";
import { RelativeTime } from "../../ui/time/relative-time";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import { clockText, dayText, exactTimeText } from "../../ui/time/zoned-time";
import classes from "./inbox-row.module.css";

interface InboxRowProps {
  item: InboxItem;
  isNew: boolean;
  isActive: boolean;
  mainRef: (element: HTMLElement | null) => void;
  onActive: () => void;
  onOpen: () => void;
  onMark: (as: MarkAs) => void;
}

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** One notification. Opening it follows its link, or unfolds its text where there is none. */
export function InboxRow({ item, isNew, isActive, mainRef, onActive, onOpen, onMark }: InboxRowProps) {
  const bodyId = useId();
  const [unfolded, setUnfolded] = useState(false);
  const unread = item.readAt === null;
  const shared = {
    className: classes.title,
    ref: mainRef,
    tabIndex: isActive ? 0 : -1,
    "aria-describedby": bodyId,
  } as const;
  const words = (
    <>
      {item.title}
      {unread && <Hidden> (unread)</Hidden>}
    </>
  );
  return (
    <li className={classes.row} data-unread={unread || undefined} onFocus={onActive}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.chip}>
        <SeverityChip severity={item.severity} />
      </span>
      <div className={classes.text}>
        <div className={classes.head}>
          {item.link === null ? (
            <button
              {...shared}
              type="button"
              aria-expanded={unfolded}
              onClick={() => {
                setUnfolded(!unfolded);
                onOpen();
              }}
            >
              {words}
            </button>
          ) : (
            <Link {...shared} href={item.link} onClick={onOpen}>
              {words}
            </Link>
          )}
          {isNew && <Chip tone="info">New</Chip>}
          {item.count > 1 && <Chip tone="mute">{item.count} times</Chip>}
          {item.resolvedAt !== null && <OverSince at={Date.parse(item.resolvedAt)} />}
        </div>
        <p className={classes.body} id={bodyId} data-unfolded={unfolded || undefined}>
          {item.body}
        </p>
      </div>
      <p className={classes.meta}>
        <RelativeTime at={item.createdAt} />
        {item.link !== null && <span>{targetText(item.link)}</span>}
      </p>
      <RowActions item={item} reachable={isActive} onMark={onMark} />
    </li>
  );
}

function OverSince({ at }: { at: number }) {
  const zone = useTimeZone();
  const day = useServerClock((nowMs) => {
    const [then, today] = [dayText(at, zone), dayText(nowMs ?? at, zone)];
    return then === today ? "" : `${then} `;
  }, 60_000);
  return (
    <Chip tone="ok" icon={<IconCheck size={13} stroke={2.2} aria-hidden />} title={exactTimeText(at, zone)}>
      Over since {day}
      {clockText(at, zone)}
    </Chip>
  );
}

/** Where a row leads. */
function targetText(link: string): string {
  if (link.startsWith("/orders/")) return "Opens the order";
  if (link.startsWith("/explore")) return "Opens its metrics";
  return "Opens the page";
}

function RowActions({
  item,
  reachable,
  onMark,
}: {
  item: InboxItem;
  reachable: boolean;
  onMark: (as: MarkAs) => void;
}) {
  const unread = item.readAt === null;
  // Only the active row's buttons are stops of the Tab key.
  const tabIndex = reachable ? 0 : -1;
  return (
    <div className={classes.actions}>
      {item.archivedAt !== null ? (
        <ActionButton
          look="quiet"
          label="Move back to the inbox, unread"
          icon={<IconArrowBackUp {...icon} />}
          tabIndex={tabIndex}
          onClick={() => onMark("unread")}
        />
      ) : (
        <>
          <ActionButton
            look="quiet"
            label={unread ? "Mark as read" : "Mark as unread"}
            icon={unread ? <IconMailOpened {...icon} /> : <IconMail {...icon} />}
            tabIndex={tabIndex}
            onClick={() => onMark(unread ? "read" : "unread")}
          />
          <ActionButton
            look="quiet"
            label="Archive"
            icon={<IconArchive {...icon} />}
            tabIndex={tabIndex}
            onClick={() => onMark("archived")}
          />
        </>
      )}
    </div>
  );
}
