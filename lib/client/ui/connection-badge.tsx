"use client";

import {
  IconCircleFilled,
  IconClock,
  IconHistory,
  IconLoader2,
  IconPlayerPause,
  IconRefresh,
  IconWifiOff,
} from "@tabler/icons-react";
import classes from "./connection-badge.module.css";
import { type BadgeState, badgeText, type ConnectionView } from "./connection-view";
import { Hidden } from "./hidden";
import { useServerClock } from "./time/server-clock";

const icons: Record<BadgeState, typeof IconClock> = {
  connecting: IconLoader2,
  live: IconCircleFilled,
  delayed: IconClock,
  stale: IconHistory,
  paused: IconPlayerPause,
  reconnecting: IconRefresh,
  offline: IconWifiOff,
};

export type ConnectionBadgeProps = {
  view: ConnectionView;
  /** Opens details; the badge is a button then. */
  onClick?: () => void;
};

const separator = "\n";

/** The connection's state: always an icon and a word, and the age of the newest sample, which keeps ticking. */
export function ConnectionBadge({ view, onClick }: ConnectionBadgeProps) {
  const packed = useServerClock((serverNowMs) => {
    const { state, word, detail } = badgeText(view, serverNowMs ?? 0, Date.now());
    return [state, word, serverNowMs === null ? "" : detail].join(separator);
  }, 500);
  const [state = "", word = "", detail = ""] = packed.split(separator);
  const Icon = icons[state as BadgeState];
  const content = (
    <>
      <Icon size={state === "live" ? 10 : 15} stroke={2} aria-hidden />
      <span>
        <Hidden>Connection: </Hidden>
        {word}
      </span>
      <span className={classes.detail} aria-hidden>
        {detail}
      </span>
    </>
  );
  return onClick ? (
    <button type="button" className={classes.badge} data-state={state} onClick={onClick}>
      {content}
    </button>
  ) : (
    <span className={classes.badge} data-state={state}>
      {content}
    </span>
  );
}
