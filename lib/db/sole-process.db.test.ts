import { describe, expect, it } from "vitest";
import { DatabaseInUseError } from "./errors";
import { takePlace } from "./sole-process";
import { testDatabase, testLog } from "./testing";

const onPostgres = process.env.TEST_DATABASE === "postgres";

if (onPostgres)
  describe("a process's place at PostgreSQL", () => {
    it("[SOLE] without Redis a second process is refused in one line, also beside those that have it; with Redis there may be many", async () => {
      await using database = await testDatabase();
      const take = (isShared: boolean) => takePlace({ database, log: testLog, isShared, patienceMs: 100 });
      const alone = await take(false);
      await expect(take(false)).rejects.toThrow("Several need Redis between them");
      await expect(take(true)).rejects.toBeInstanceOf(DatabaseInUseError);
      await alone[Symbol.asyncDispose]();
      await using _first = await take(true);
      await using _second = await take(true);
      await expect(take(false)).rejects.toThrow("set the same REDIS_URL for all");
    });

    it("[SOLE-AGAIN] a place that was lost with its session is taken again", async () => {
      await using database = await testDatabase();
      await using _place = await takePlace({ database, log: testLog, isShared: false });
      const held = "select pid from pg_locks where locktype = 'advisory' and granted and objid = 1751478885";
      const before = (await database.pool.query(held)).rows;
      await database.pool.query("select pg_terminate_backend($1)", [before[0].pid]);
      await expect
        .poll(async () => (await database.pool.query(held)).rows.filter(({ pid }) => pid !== before[0].pid).length, {
          timeout: 10_000,
        })
        .toBe(1);
    });
  });
else it("is for PostgreSQL: the embedded database has its lock file", () => expect(onPostgres).toBe(false));
