import type { ConnectionState } from "@/lib/hub-client";
import type { ConnectionView } from "../ui/connection-view";
import type { BannerState } from "../ui/reconnect-banner";
import type { ClosedNotice } from "./closed-notice";

export interface ViewInput {
  connection: ConnectionState;
  /** False when the browser says that this device has no network. */
  online: boolean;
  paused: boolean;
  waiting: number;
  newestAt: number | null;
  intervalMs: number;
  /** When the connection was lost, ms of this machine; null while it is there or has never been. */
  lostAtMs: number | null;
}

/** How a connection ended that does not come back by itself. */
interface Ending {
  notice: ClosedNotice | null;
  /** A dialog says it. */
  inDialog: boolean;
}

/** What the badge shows. Losing the connection comes before being paused: a paused page can be stale without anybody's wish. */
export function connectionViewOf(input: ViewInput): ConnectionView {
  const { connection, lostAtMs } = input;
  if (!input.online && lostAtMs !== null) return { kind: "offline", sinceMs: lostAtMs };
  if (connection.kind === "waiting") {
    return { kind: "reconnecting", attempt: connection.attempt, retryAtMs: connection.retryAtMs };
  }
  if (connection.kind === "connecting") {
    return lostAtMs === null
      ? { kind: "connecting" }
      : { kind: "reconnecting", attempt: connection.attempt, retryAtMs: null };
  }
  if (connection.kind === "closed") return { kind: "offline", sinceMs: lostAtMs ?? Date.now() };
  if (input.paused) return { kind: "paused", waiting: input.waiting };
  return { kind: "connected", sampleAtMs: input.newestAt, intervalMs: input.intervalMs };
}

/** What came of an absence: so many events applied, or the streams had to start anew and everything was read again. */
export type Return = { kind: "caughtUp"; events: number } | { kind: "resync" };

/** What the banner says; null: nothing, also while a dialog says the same. */
export function bannerOf(
  { connection, online, lostAtMs }: ViewInput,
  returned: Return | null,
  { notice, inDialog }: Ending = { notice: null, inDialog: false },
): BannerState | null {
  if (connection.kind === "closed") {
    // What this page ended itself is no news to it.
    if (connection.code === "CLIENT_CLOSED" || inDialog) return null;
    return { kind: "closed", lostAtMs: lostAtMs ?? 0, message: notice?.reason ?? connection.message };
  }
  if (lostAtMs !== null) {
    const retryAtMs = connection.kind === "waiting" ? connection.retryAtMs : null;
    return { kind: online ? "reconnecting" : "offline", lostAtMs, retryAtMs };
  }
  return returned;
}
