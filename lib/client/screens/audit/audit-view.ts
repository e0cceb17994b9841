import type { AuditFilter } from "@/lib/contracts/audit";
import { type Day, isDay, nextDay, startOfDay } from "../orders/shop-days";
import { auditGroups } from "./audit-words";

/** What the list shows, as its address says it. `to` is the last day that is shown. */
export interface AuditView {
  outcome?: "done" | "refused";
  /** The beginning of actions, such as `user.`. */
  group?: string;
  /** Whose doing; by id, with the name that it had when it was chosen. */
  who?: { id: string; name: string };
  q?: string;
  from?: Day;
  to?: Day;
}

const maxTextCharacters = 100;

/** Reads an address. What it does not know is left out: an old or mistyped link shows more, never an error. */
export function viewOfSearch(search: Pick<URLSearchParams, "get">): AuditView {
  const text = (name: string) => search.get(name)?.trim().slice(0, maxTextCharacters).trim();
  const outcome = search.get("outcome");
  const group = auditGroups.find(({ key }) => key === search.get("action"))?.key;
  const [id, name, q] = [text("who"), text("name"), text("q")];
  const [from, to] = [search.get("from"), search.get("to")];
  return {
    ...((outcome === "done" || outcome === "refused") && { outcome }),
    ...(group && { group }),
    ...(id && { who: { id, name: name || id } }),
    ...(q && { q }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  };
}

const queryOf = (values: Record<string, string | undefined>): string => {
  const entries = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries)}`;
};

/** The other way round: "" or "?outcome=refused&action=user.", always in the same order. */
export const searchOfView = ({ outcome, group, who, q, from, to }: AuditView): string =>
  queryOf({ outcome, action: group, who: who?.id, name: who?.name, q: q?.trim(), from, to });

/** What to ask the server for: days become instants of the shop's zone, the last day whole. */
export const filterOfView = ({ outcome, group, who, q, from, to }: AuditView, timeZone: string): AuditFilter => ({
  ...(outcome && { outcome }),
  ...(group && { action: group }),
  ...(who && { actorId: who.id }),
  ...(q && { q }),
  ...(from && { from: startOfDay(from, timeZone) }),
  ...(to && { to: startOfDay(nextDay(to), timeZone) }),
});

/** Where the file of what is shown comes from. */
export const csvAddress = (filter: AuditFilter): string => `/api/admin/audit.csv${queryOf(filter)}`;

/** True when nothing is filtered. */
export const isWholeView = (view: AuditView): boolean => searchOfView(view) === "";
