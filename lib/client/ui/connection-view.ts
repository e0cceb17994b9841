import { freshnessOf } from "./time/freshness";
import { ageText, durationText } from "./time/relative-time-text";

/**
 * What the badge needs to know. `sampleAtMs` is the newest sample by the server's clock; the other times are this machine's.
 * `retryAtMs` null: trying right now. Live, Delayed and Stale follow from the sample's age by themselves.
 */
export type ConnectionView =
  | { kind: "connecting" }
  | { kind: "connected"; sampleAtMs: number | null; intervalMs: number }
  | { kind: "paused"; waiting: number }
  | { kind: "reconnecting"; attempt: number; retryAtMs: number | null }
  | { kind: "offline"; sinceMs: number };

export type BadgeState = "connecting" | "live" | "delayed" | "stale" | "paused" | "reconnecting" | "offline";

/** `detail` ticks and is not for screen readers. */
export type BadgeText = { state: BadgeState; word: string; detail: string };

const words: Record<BadgeState, string> = {
  connecting: "Connecting",
  live: "Live",
  delayed: "Delayed",
  stale: "Stale",
  paused: "Paused",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

const badge = (state: BadgeState, detail = ""): BadgeText => ({ state, word: words[state], detail });

/** Seconds until `atMs`, rounded up: "4 s"; "now" once it has come. */
export const countdownText = (atMs: number, nowMs: number): string =>
  atMs > nowMs ? `${Math.ceil((atMs - nowMs) / 1000)} s` : "now";

/** State, word and ticking detail of the badge. */
export function badgeText(view: ConnectionView, serverNowMs: number, localNowMs: number): BadgeText {
  switch (view.kind) {
    case "connecting":
      return badge("connecting");
    case "connected": {
      if (view.sampleAtMs === null) return badge("live");
      const ageMs = serverNowMs - view.sampleAtMs;
      return badge(freshnessOf(ageMs, view.intervalMs), ageText(ageMs));
    }
    case "paused":
      return badge("paused", view.waiting > 0 ? `${view.waiting} new` : "");
    case "reconnecting":
      return badge("reconnecting", view.retryAtMs === null ? "now" : countdownText(view.retryAtMs, localNowMs));
    case "offline":
      return badge("offline", durationText(localNowMs - view.sinceMs));
  }
}
