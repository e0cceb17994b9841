import type pg from "pg";
import type { Database } from "@/lib/db/open";
import { makePartitionsBack, readPartitions } from "@/lib/db/partitions";
import { ensureStreams } from "@/lib/db/stream-log";
import { ceilTo, resolutions } from "@/lib/services/metrics/resolutions";

export interface Amounts {
  samples: number;
  orders: number;
}

const keptDays = 400;
/** What one series has when every resolution holds all that it keeps. */
const rowsOfSeries = resolutions.reduce((sum, { retentionMs, stepMs }) => sum + retentionMs / stepMs, 0);

/** So many series have `samples` rows in all tables together. */
export const seriesFor = (samples: number): number => Math.max(12, Math.ceil(samples / rowsOfSeries));

/** Fills an empty database as a shop leaves it that has run for 400 days: orders by their time, most of them delivered. */
export async function fillDatabase(database: Database, { samples, orders }: Amounts, nowMs: number): Promise<void> {
  await makePartitionsBack(database.db, nowMs);
  await ensureStreams(database);
  const client = await database.connect();
  try {
    await fillSeries(client, seriesFor(samples), nowMs);
    for (const { table, stepMs, retentionMs } of resolutions) {
      for (const { name, fromMs, toMs } of await readPartitions(database.db, table)) {
        if (fromMs === null || toMs === null) continue;
        const firstMs = ceilTo(Math.max(fromMs, nowMs - retentionMs), stepMs);
        const lastMs = Math.min(toMs, nowMs) - 1;
        // In the order of the key, so that the index grows at its end.
        await client.query(
          `insert into ${name} select series, to_timestamp(second), 10, 10, 0.5, 2
           from generate_series(1, $1::int) as series,
                generate_series($2::bigint, $3::bigint, $4::bigint) as second`,
          [seriesFor(samples), firstMs / 1000, Math.floor(lastMs / 1000), stepMs / 1000],
        );
      }
    }
    await fillOrders(client, orders, nowMs);
    // As autovacuum does: each partition, and not the tables above them.
    const { rows } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    );
    await client.query(`vacuum (analyze) ${rows.map(({ name }) => name).join(", ")}`);
  } finally {
    await client.end();
  }
}

async function fillSeries(client: pg.Client, count: number, nowMs: number): Promise<void> {
  await client.query(
    `with source as (
       insert into sources (id, name, kind, created_at, last_sample_at, interval_ms)
       values (gen_random_uuid(), 'shop', 'external', now(), to_timestamp($2::float8 / 1000), 1000) returning id
     )
     insert into series (source_id, name, unit, labels, labels_key, created_at)
     select id, 'metric.' || n, 'count', '{}', '', now() from source, generate_series(1, $1::int) as n order by n`,
    [count, nowMs],
  );
}

/** An order each 400 days / `count`; those of the last two days are open; four events of its stream in the last seven days. */
async function fillOrders(client: pg.Client, count: number, nowMs: number): Promise<void> {
  const times = [count, nowMs / 1000, (keptDays * 86_400) / count];
  await client.query(
    `insert into orders (id, number, status, payment, customer, currency, total, item_count, items, source,
                         search_public, search_personal, placed_at, updated_at, version)
     select (lpad(to_hex((extract(epoch from placed) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || 'a' || substr(md5(n::text), 4, 15))::uuid,
            'P-' || 10000 + n, status, case when n % 50 = 0 then 'refunded' else 'paid' end,
            jsonb_build_object('name', customer, 'email', customer || '@example.com', 'address', 'Some street ' || n % 200 || ', 12345 Some town'),
            'EUR', 1000 + n % 20000, 2,
            jsonb_build_array(jsonb_build_object('sku', 'SKU-' || n % 500, 'title', title, 'quantity', 1, 'unitPrice', 1000)), 'api',
            'p-' || 10000 + n || ' ' || title, customer || ' ' || customer || '@example.com', placed, placed + interval '1 hour', 3
     from (
       select n, to_timestamp($2::float8 - ($1 - n) * $3::float8) as placed,
              case when ($1 - n) * $3 < 86400 then 'placed' when ($1 - n) * $3 < 172800 then 'packed'
                   when n % 12 = 0 then 'cancelled' else 'delivered' end as status,
              'customer ' || md5((n % 5000)::text) as customer,
              case n % 4 when 0 then 'travel mug' when 1 then 'notebook ' || n % 500 when 2 then 'lamp' else 'rain coat' end as title
       from generate_series(1, $1::int) as n
     ) as made`,
    times,
  );
  await client.query(
    `insert into order_events (order_id, version, at, type, from_state, to_state, actor, via)
     select id, step, placed_at, 'status', null, 'placed', 'Some operator', 'rest' from orders, generate_series(1, 3) as step`,
  );
  await client.query(
    `insert into audit_entries (id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, refused_code, count, via, detail)
     select id, placed_at, 'user', 'user ' || n % 40, 'Somebody ' || n % 40, 'order.updated', 'order', id::text, number,
            case when n % 100 = 0 then 'FORBIDDEN' end, 1, 'rest', '{}'
     from (select *, row_number() over (order by id) as n from orders) as numbered`,
  );
  const perEvent = (7 * 86_400) / (4 * count);
  await client.query(
    `insert into events (stream, "offset", id, type, at, payload)
     select 'orders', n, gen_random_uuid(), 'order.updated', to_timestamp($2::float8 - (4 * $1::int - n) * $3::float8), jsonb_build_object('n', n, 'text', repeat('x', 300))
     from generate_series(1, 4 * $1::int) as n`,
    [count, nowMs / 1000, perEvent],
  );
  await client.query("update stream_heads set head = 4 * $1::int where stream = 'orders'", [count]);
}
