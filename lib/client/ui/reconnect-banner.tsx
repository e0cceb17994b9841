"use client";

import { IconCircleCheck, IconPlugConnectedX, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import { ActionButton } from "./action-button";
import { countdownText } from "./connection-view";
import classes from "./reconnect-banner.module.css";
import { useServerClock } from "./time/server-clock";

/** All times by this machine's clock, in ms. `retryAtMs` null: trying right now. Closed: it does not come back by itself. */
export type BannerState =
  | { kind: "reconnecting"; lostAtMs: number; retryAtMs: number | null }
  | { kind: "offline"; lostAtMs: number; retryAtMs: number | null }
  | { kind: "closed"; lostAtMs: number; message: string }
  | { kind: "caughtUp"; events: number }
  | { kind: "resync" };

export type ReconnectBannerProps = {
  /** null: nothing to say. */
  state: BannerState | null;
  onRetry: () => void;
};

/** How long a lost connection may come back by itself before anything is said. */
const graceMs = 1500;

/** Says that the connection is lost and when it is tried again, after a short grace; floats over the page, so that nothing moves. */
export function ReconnectBanner({ state, onRetry }: ReconnectBannerProps) {
  const text = useServerClock((nowMs) => (state && nowMs !== null ? bannerText(state, Date.now()) : null), 500);
  if (!state || text === null) return null;
  const isBack = state.kind === "caughtUp" || state.kind === "resync";
  const Icon = iconOf[state.kind];
  return (
    <div className={classes.banner} data-kind={state.kind}>
      <Icon size={17} stroke={1.9} aria-hidden />
      <span className={classes.text}>{text}</span>
      {!isBack && (
        <ActionButton className={classes.retry} onClick={onRetry}>
          {state.kind === "closed" ? "Reconnect" : "Retry now"}
        </ActionButton>
      )}
    </div>
  );
}

const iconOf = {
  reconnecting: IconPlugConnectedX,
  offline: IconWifiOff,
  closed: IconPlugConnectedX,
  caughtUp: IconCircleCheck,
  resync: IconRefresh,
} satisfies Record<BannerState["kind"], typeof IconRefresh>;

/** What came of an absence, in words. */
export function returnText(state: Extract<BannerState, { kind: "caughtUp" | "resync" }>): string {
  if (state.kind === "caughtUp") return `Caught up: ${state.events} ${state.events === 1 ? "event" : "events"}`;
  return "Too much has happened since to show it step by step: everything was read again.";
}

function bannerText(state: BannerState, nowMs: number): string | null {
  if (state.kind === "caughtUp" || state.kind === "resync") return returnText(state);
  if (nowMs - state.lostAtMs < graceMs) return null;
  if (state.kind === "closed") return state.message;
  const lead = state.kind === "offline" ? "This device is offline." : "Connection lost.";
  const countdown = state.retryAtMs === null ? "now" : countdownText(state.retryAtMs, nowMs);
  return `${lead} Trying again ${countdown === "now" ? "now…" : `in ${countdown}`}`;
}
