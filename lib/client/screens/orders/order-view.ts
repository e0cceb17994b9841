import { orderStatuses, paymentStatuses } from "@/lib/contracts/order-states";
import type { OrderFilter, PaymentStatus } from "@/lib/contracts/orders";
import { type Day, isDay, nextDay, startOfDay } from "./shop-days";

/** What the list shows, as its address says it. `to` is the last day that is shown. */
export interface OrderView {
  status?: OrderFilter["status"];
  payment?: PaymentStatus;
  q?: string;
  from?: Day;
  to?: Day;
}

/** Most that the server searches for, in characters. */
export const maxSearchLength = 100;

const statuses: readonly string[] = ["open", ...orderStatuses];
const payments: readonly string[] = paymentStatuses;

/** Reads an address. What it does not know is left out: an old or mistyped link shows more, never an error. */
export function viewOfSearch(search: Pick<URLSearchParams, "get">): OrderView {
  const status = search.get("status");
  const payment = search.get("payment");
  const q = search.get("q")?.trim().slice(0, maxSearchLength).trim();
  const from = search.get("from");
  const to = search.get("to");
  return {
    ...(status && statuses.includes(status) && { status: status as OrderView["status"] }),
    ...(payment && payments.includes(payment) && { payment: payment as PaymentStatus }),
    ...(q && { q }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  };
}

/** The other way round: "" or "?status=open&q=mug", always in the same order. */
export function searchOfView({ status, payment, q, from, to }: OrderView): string {
  const entries = Object.entries({ status, payment, q: q?.trim(), from, to }).filter(([, value]) => value);
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries as [string, string][])}`;
}

/** What to ask the server for: days become instants of the shop's zone, the last day whole. */
export const filterOfView = ({ from, to, ...rest }: OrderView, timeZone: string): OrderFilter => ({
  ...rest,
  ...(from && { from: startOfDay(from, timeZone) }),
  ...(to && { to: startOfDay(nextDay(to), timeZone) }),
});

/** True when nothing is filtered. */
export const isWholeView = (view: OrderView): boolean => searchOfView(view) === "";
