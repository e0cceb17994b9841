import type { Order, operations } from "@/lib/contracts/orders";
import { HubError } from "@/lib/hub-protocol";
import { findAccess } from "./access";
import type { Command, Typed } from "./command";
import { accessFlags } from "./common-flags";
import { jsonLine } from "./output";
import { orderRow } from "./table";

const pageSize = 200;
const most = 100_000;

export const listOrders: Command = {
  name: "orders",
  takes: "",
  summary: "list orders, newest first",
  flags: {
    ...accessFlags,
    status: { type: "string", value: "STATUS", help: "open, placed, packed, shipped, delivered or cancelled" },
    q: { type: "string", value: "TEXT", help: "what to search for: number, titles, customer" },
    limit: { type: "string", value: "N", help: "how many at most (20)" },
  },
  async run(typed, world) {
    const { output } = world;
    let wanted = readLimit(typed);
    const access = findAccess(typed, world);
    const asJson = typed.has("json") || !output.isTerminal;
    let cursor: string | undefined;
    do {
      const page = await access.call<typeof operations.listOrders>("/api/orders", {
        query: { status: typed.text("status"), q: typed.text("q"), limit: Math.min(wanted, pageSize), cursor },
      });
      const print = (order: Order) =>
        asJson ? jsonLine(order) : orderRow(order, order.placedAt, output, { withDay: true });
      for (const order of page.items) await output.line(print(order));
      wanted -= page.items.length;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && wanted > 0);
  },
};

function readLimit(typed: Typed): number {
  const limit = Number(typed.text("limit") ?? 20);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new HubError("INVALID_ARGUMENT", `--limit takes a whole number from 1 to ${most}.`);
}
