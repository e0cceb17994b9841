import { expect, it } from "vitest";
import { closedNoticeOf } from "./closed-notice";

const as = { isOwnDoing: false, sessionIsOver: false };

it("[REVOKED-AWAY] a session that counts no longer before its time was taken away: nothing of it stays", () => {
  const taken = { remedy: "leave", reason: "Your access has ended." };
  expect(closedNoticeOf("UNAUTHENTICATED", as)).toEqual(taken);
  expect(closedNoticeOf("REVOKED", as)).toEqual(taken);
  expect(closedNoticeOf("SIGNED_OUT", as)).toMatchObject({ remedy: "leave" });
});

it("[REVOKED-AWAY] one that has run out asks to sign in again in place, whoever says so", () => {
  const expired = { remedy: "sign-in", reason: "Your session has expired." };
  expect(closedNoticeOf("UNAUTHENTICATED", { ...as, sessionIsOver: true })).toEqual(expired);
  expect(closedNoticeOf("EXPIRED", as)).toEqual(expired);
  expect(closedNoticeOf("REVOKED", { ...as, sessionIsOver: true })).toMatchObject({ remedy: "leave" });
});

it("what no password mends keeps its page, and what is nothing to speak of says nothing", () => {
  expect(closedNoticeOf("CLOSED_BY_ADMIN", as)).toMatchObject({
    remedy: "reconnect",
    reason: expect.stringContaining("administrator"),
  });
  expect(closedNoticeOf("CLOSED_BY_ADMIN", { ...as, isOwnDoing: true })?.reason).toBe("You disconnected this page.");
  expect(closedNoticeOf("TOO_MANY_CONNECTIONS", as)).toMatchObject({ remedy: "reconnect" });
  expect(closedNoticeOf("REAUTHORIZE", as)).toBeNull();
});
