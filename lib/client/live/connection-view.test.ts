import { expect, it } from "vitest";
import type { ConnectionState } from "@/lib/hub-client";
import { closedNoticeOf } from "./closed-notice";
import { bannerOf, connectionViewOf, type ViewInput } from "./connection-view";

const input = (connection: ConnectionState, more: Partial<ViewInput> = {}): ViewInput => ({
  connection,
  online: true,
  paused: false,
  waiting: 0,
  newestAt: null,
  intervalMs: 1_000,
  lostAtMs: 5_000,
  ...more,
});
const byAdmin = {
  kind: "closed",
  code: "CLOSED_BY_ADMIN",
  message: "An administrator closed this connection.",
} as const;

it("[OPS-CLOSED-SAID] a connection that does not come back by itself says why and promises no retry", () => {
  expect(bannerOf(input(byAdmin), null)).toEqual({ kind: "closed", lostAtMs: 5_000, message: byAdmin.message });
  expect(connectionViewOf(input(byAdmin)).kind).toBe("offline");
  const waiting = { kind: "waiting", attempt: 2, retryAtMs: 9_000, reason: "LOST" } as const;
  expect(bannerOf(input(waiting), null)).toEqual({ kind: "reconnecting", lostAtMs: 5_000, retryAtMs: 9_000 });
});

it("[OPS-CLOSED-ONCE] while a dialog says why, the banner does not; whoever did it oneself reads so", () => {
  const notice = closedNoticeOf("CLOSED_BY_ADMIN", { isOwnDoing: true, sessionIsOver: false });
  expect(notice).toEqual({ remedy: "reconnect", reason: "You disconnected this page." });
  expect(closedNoticeOf("CLOSED_BY_ADMIN", { isOwnDoing: false, sessionIsOver: false })?.reason).toBe(byAdmin.message);
  expect(bannerOf(input(byAdmin), null, { notice, inDialog: true })).toBeNull();
  expect(bannerOf(input(byAdmin), null, { notice, inDialog: false })).toMatchObject({ message: notice?.reason });
});

it("what the page closed itself is no news", () => {
  expect(bannerOf(input({ ...byAdmin, code: "CLIENT_CLOSED" }), null)).toBeNull();
});
