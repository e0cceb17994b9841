import { expect, it } from "vitest";
import { csvAddress, filterOfView, isWholeView, searchOfView, viewOfSearch } from "./audit-view";
import { actionWord, factsOf, refusalWord, summaryOf } from "./audit-words";

it("[AUDIT-WORDS] an action that this page does not know is still readable", () => {
  expect(actionWord("user.updated")).toBe("Change a user");
  expect(actionWord("api-key.revoked")).toBe("Api key revoked");
  expect([refusalWord("FORBIDDEN"), refusalWord("SOMETHING_NEW")]).toEqual(["Not allowed", "Something new"]);
});

it("[AUDIT-WORDS] a change has both ends, a list is a list, and everything is text", () => {
  const detail = {
    role: ["viewer", "admin"],
    roles: ["viewer", "admin"],
    password: "changed",
    timeZone: "UTC",
    email: null,
  };
  expect(factsOf({ detail })).toEqual([
    { name: "role", before: "viewer", value: "admin" },
    { name: "roles", before: null, value: "viewer, admin" },
    { name: "password", before: null, value: "changed" },
    { name: "time zone", before: null, value: "UTC" },
    { name: "email", before: null, value: "–" },
  ]);
  expect(summaryOf({ detail })).toBe("role viewer → admin, password changed");
});

it("[AUDIT-VIEW] the address names the view, and what it does not know is left out", () => {
  const search = "?outcome=refused&action=user.&who=u1&name=Ada+Admin&q=fay&from=2026-11-01&to=2026-11-02";
  const view = viewOfSearch(new URLSearchParams(search));
  expect(searchOfView(view)).toBe(search);
  const filter = filterOfView(view, "Europe/Berlin");
  expect(filter).toEqual({
    outcome: "refused",
    action: "user.",
    actorId: "u1",
    q: "fay",
    from: "2026-10-31T23:00:00.000Z",
    to: "2026-11-02T23:00:00.000Z",
  });
  expect(csvAddress(filter)).toMatch(/^\/api\/admin\/audit\.csv\?outcome=refused&action=user\.&actorId=u1&q=fay&from=/);
  expect(csvAddress({})).toBe("/api/admin/audit.csv");
  const odd = viewOfSearch(new URLSearchParams("?outcome=maybe&action=made.up&from=0002-01-01&q=++"));
  expect([odd, isWholeView(odd)]).toEqual([{}, true]);
});
