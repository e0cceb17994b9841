import type { AuditEntry } from "@/lib/contracts/audit";
import { minorUnitDigits } from "@/lib/contracts/minor-units";
import type { Notification } from "@/lib/contracts/notifications";
import type { Order } from "@/lib/contracts/orders";
import { type Output, printable, type Style } from "./output";

const statusStyles: Record<Order["status"], Style> = {
  placed: "blue",
  packed: "yellow",
  shipped: "magenta",
  delivered: "green",
  cancelled: "red",
};
const severityStyles: Record<Notification["severity"], Style> = { info: "blue", warning: "yellow", critical: "red" };

const longest = { number: 12, customer: 28, total: 16 };

/** Cut or filled to so many characters. */
function cell(text: string, width: number, side: "left" | "right" = "left"): string {
  const characters = [...printable(text)];
  const cut = characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : characters.join("");
  const filling = " ".repeat(Math.max(0, width - characters.length));
  return side === "left" ? cut + filling : filling + cut;
}

/** Minor units as people write them: 2500 EUR → `25.00 EUR`. */
export function money(minorUnits: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  return `${(minorUnits / 10 ** digits).toFixed(digits)} ${currency}`;
}

const pad = (part: number) => String(part).padStart(2, "0");
const clock = (date: Date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":");
const day = (date: Date) => [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");

type Painter = Pick<Output, "style">;

/** One order in a line: time (of this machine's zone), number, customer, total, status. */
export function orderRow(order: Order, at: string, { style }: Painter, { withDay = false } = {}): string {
  const time = new Date(at);
  return [
    style(withDay ? `${day(time)} ${clock(time)}` : clock(time), "dim"),
    cell(order.number, longest.number),
    cell(order.customer.name, longest.customer),
    cell(money(order.total, order.currency), longest.total, "right"),
    style(order.status, statusStyles[order.status]),
  ].join("  ");
}

/** One notification in a line: time, severity, title, text, and how often it repeated. */
export function notificationRow(notification: Notification, at: string, { style }: Painter): string {
  const { severity, title, body, count, resolvedAt } = notification;
  const more = `${count > 1 ? ` (${count} times)` : ""}${resolvedAt === null ? "" : " (over)"}`;
  const time = style(clock(new Date(at)), "dim");
  return `${time}  ${style(cell(severity, 8), severityStyles[severity])}  ${printable(`${title}: ${body}`)}${more}`;
}

/** One entry of the audit in a line: time, who, what, on what, and why it was refused. */
export function auditRow(entry: AuditEntry, at: string, { style }: Painter): string {
  const { actor, action, target, refusedCode, address } = entry;
  const parts = [
    style(clock(new Date(at)), "dim"),
    cell(actor.name, longest.customer),
    cell(action, longest.customer),
    printable(target?.name ?? target?.id ?? ""),
    ...(refusedCode === null ? [] : [style(refusedCode, "red")]),
    style(printable(address ?? ""), "dim"),
  ];
  return parts.join("  ");
}
