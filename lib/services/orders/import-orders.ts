import { v7 as uuidv7 } from "uuid";
import { type ImportedOrder, operations, orderTransitions } from "@/lib/contracts/orders";
import { transaction } from "@/lib/db/transaction";
import { type FieldError, HubError } from "@/lib/hub-protocol";
import { actorOf } from "../actor";
import { recordAudit } from "../audit/record-audit";
import { defineVerb } from "../define-verb";
import { derived } from "./order-row";

/** Rows of one statement; keeps each embedded transaction well under 500 ms. */
const batchSize = 2_000;

/**
 * Past orders with their past history, for people who move in: no outbox, no notifications. All are checked before the first
 * is written (INVALID_ARGUMENT with paths such as `orders.17.history.1.to`). A number that exists already is skipped and
 * counted, so an import that was cut off can simply be sent again.
 */
export const importOrders = defineVerb(operations.importOrders, async (context, { orders }) => {
  const { services } = context;
  const fields = orders
    .flatMap((order, i) => wrongHistory(order, `orders.${i}`, services.now().getTime()))
    .slice(0, 20);
  const first = fields[0];
  if (first) throw new HubError("INVALID_ARGUMENT", `${first.path}: ${first.message}`, { fields });
  const numbers = await takeNumbers(context, orders);
  const done = { imported: 0 };
  try {
    await insertAll(context, orders, numbers, done);
  } finally {
    await recordImport(context, done.imported);
  }
  return { imported: done.imported, skipped: orders.length - done.imported };
});

type Context = Parameters<Parameters<typeof defineVerb<typeof operations.importOrders>>[1]>[0];

/** In batches, each a transaction of its own; `done` counts also what was stored before one failed. */
async function insertAll(
  context: Context,
  orders: ImportedOrder[],
  numbers: string[],
  done: { imported: number },
): Promise<void> {
  const { principal } = context;
  const source = principal.kind === "system" ? "demo" : "import";
  let running: Promise<number> = Promise.resolve(0);
  for (let start = 0; start < orders.length; start += batchSize) {
    // The next batch is prepared while the database works on the one before.
    const columns = columnsOf(
      orders.slice(start, start + batchSize),
      numbers.slice(start, start + batchSize),
      source,
      actorOf(principal),
    );
    done.imported += await running;
    context.signal?.throwIfAborted();
    running = insert(context, columns);
    // Whoever awaits it next sees the failure; until then it is no unhandled one.
    running.catch(() => undefined);
  }
  done.imported += await running;
}

/** One entry an import, however many batches it took. */
async function recordImport(context: Context, imported: number): Promise<void> {
  const { services, principal } = context;
  if (imported === 0 || principal.kind === "system") return;
  await transaction(services.database, (tx) =>
    recordAudit(tx, context, { action: "order.imported", detail: { orders: imported } }),
  );
  services.wakeRelay();
}

async function insert({ services }: Context, columns: unknown[]): Promise<number> {
  const { rows } = await services.database.pool.query<{ imported: number }>(insertBatch, columns);
  return rows[0]?.imported ?? 0;
}

/** A number for each order: its own, or the next of the shop's. */
async function takeNumbers({ services }: Context, orders: ImportedOrder[]): Promise<string[]> {
  const wanted = orders.filter((order) => order.number === undefined).length;
  if (wanted === 0) return orders.map((order) => order.number ?? "");
  const { rows } = await services.database.pool.query<{ n: string }>(
    "select nextval('order_numbers')::text as n from generate_series(1, $1::int)",
    [wanted],
  );
  let next = 0;
  return orders.map((order) => order.number ?? `#${rows[next++]?.n}`);
}

function wrongHistory(order: ImportedOrder, path: string, nowMs: number): FieldError[] {
  const wrong: FieldError[] = [];
  let status: keyof typeof orderTransitions = "placed";
  let lastMs = Date.parse(order.placedAt);
  if (lastMs > nowMs) wrong.push({ path: `${path}.placedAt`, message: "Lies in the future." });
  order.history.forEach((step, i) => {
    const atMs = Date.parse(step.at);
    if (!orderTransitions[status].includes(step.to)) {
      wrong.push({ path: `${path}.history.${i}.to`, message: `An order that is ${status} cannot become ${step.to}.` });
    }
    if (atMs < lastMs) wrong.push({ path: `${path}.history.${i}.at`, message: "Lies before the step before it." });
    if (atMs > nowMs) wrong.push({ path: `${path}.history.${i}.at`, message: "Lies in the future." });
    status = step.to;
    lastMs = atMs;
  });
  return wrong;
}

/** Columns for `unnest`, in the order of the statement: 14 of orders, 5 of their history. */
function columnsOf(batch: ImportedOrder[], numbers: string[], source: string, actor: string): unknown[] {
  const order: unknown[][] = Array.from({ length: 14 }, () => []);
  const step: unknown[][] = Array.from({ length: 5 }, () => []);
  const push = (columns: unknown[][], values: unknown[]) => {
    for (const [i, value] of values.entries()) columns[i]?.push(value);
  };
  batch.forEach((item, i) => {
    const placedAt = new Date(item.placedAt);
    const id = uuidv7({ msecs: placedAt.getTime() });
    const number = numbers[i] ?? "";
    const facts = derived(number, item);
    const end = item.history.at(-1);
    push(order, [
      id,
      number,
      end?.to ?? "placed",
      item.payment,
      JSON.stringify(item.customer),
      item.currency,
      facts.total,
      facts.itemCount,
      JSON.stringify(item.items),
      facts.searchPublic,
      facts.searchPersonal,
      item.placedAt,
      end?.at ?? item.placedAt,
      1 + item.history.length,
    ]);
    push(step, [id, 1, item.placedAt, null, "placed"]);
    item.history.forEach((move, k) => {
      push(step, [id, k + 2, move.at, item.history[k - 1]?.to ?? "placed", move.to]);
    });
  });
  return [...order, ...step, source, actor];
}

const insertBatch = `
  with fresh as (
    insert into orders (id, number, status, payment, customer, currency, total, item_count, items,
                        search_public, search_personal, placed_at, updated_at, version, source)
    select o.id, o.number, o.status, o.payment, o.customer, o.currency, o.total, o.item_count, o.items,
           o.search_public, o.search_personal, o.placed_at, o.updated_at, o.version, $20
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::bigint[], $8::int[], $9::jsonb[],
                $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::int[])
      as o(id, number, status, payment, customer, currency, total, item_count, items, search_public, search_personal,
           placed_at, updated_at, version)
    on conflict (number) do nothing
    returning id
  ), history as (
    insert into order_events (order_id, version, at, type, from_state, to_state, actor, via)
    select s.id, s.version, s.at, case when s.version = 1 then 'placed' else 'status' end, s.from_state, s.to_state, $21, 'import'
    from unnest($15::uuid[], $16::int[], $17::timestamptz[], $18::text[], $19::text[])
      as s(id, version, at, from_state, to_state)
    where s.id in (select id from fresh)
  )
  select count(*)::int as imported from fresh`;
