import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { startTestOps } from "./testing";

it("[DB-UNAVAILABLE] a call that the database cannot take now is answered UNAVAILABLE, with the reason, and one that works goes on", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const order = await placeOrder(as(ops.services, "operator"));
  const operator = await ops.connect(await addUser(ops.services, { role: "operator" }));
  // What PostgreSQL says when a file cannot grow.
  await database.pool.query(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
    create trigger refuse before update on orders for each row execute function refuse()`);
  const change = { id: order.id, to: "packed" as const, version: order.version, key: crypto.randomUUID() };
  await expect(operator.invoke("setOrderStatus", change)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("disk is full"),
  });
  await database.pool.query("drop trigger refuse on orders");
  await expect(operator.invoke("setOrderStatus", change)).resolves.toMatchObject({ status: "packed" });
});
