import { expect, it } from "vitest";
import { ensureStreams, readHead } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { pruneEvents } from "@/server/workers/prune-events";
import { startTestOps } from "./testing";

it("[RETENTION-RESYNC] who comes back with a place that the pruner has passed is told that the stream starts anew, with what is there now", async () => {
  await using database = await testDatabase();
  await ensureStreams(database);
  await using ops = await startTestOps(database);
  const { id } = await placeOrder(as(ops.services, "operator"));
  await database.pool.query(
    `insert into events (stream, "offset", id, type, at, payload)
     select 'orders', n, gen_random_uuid(), 'order.updated', now() - interval '8 days', '{}' from generate_series(1, 10500) n`,
  );
  await database.pool.query("update stream_heads set head = 10500 where stream = 'orders'");
  expect(await pruneEvents(database, Date.now())).toBe(500);
  const { epoch, floor } = await readHead(database.db, "orders");
  await using later = await startTestOps(database);
  const viewer = await later.connect(await addUser(later.services));
  const told: string[] = [];
  const start = await new Promise((resolve) =>
    viewer.stream("orders", {
      cursor: { epoch, offset: floor - 1 },
      onEvents: (events) => told.push(...events.map(({ type }) => type)),
      onSnapshot: ({ announced, head, snapshot }) =>
        resolve({ announced, head, ids: snapshot.items.map((order) => order.id) }),
    }),
  );
  expect(start).toEqual({ announced: true, head: 10_500, ids: [id] });
  expect(told).toEqual([]);
});
