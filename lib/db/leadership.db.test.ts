import { describe, expect, it } from "vitest";
import { openLeadership } from "./leadership";
import type { Database } from "./open";
import { testDatabase, testLog } from "./testing";

const onPostgres = process.env.TEST_DATABASE === "postgres";
const lockKey = 0x6c656164;

/** Who leads, in order of their beginnings; what `started` throws is not counted. */
function candidates(database: Database) {
  const begun: string[] = [];
  let running = 0;
  let most = 0;
  const open = (nodeId: string) =>
    openLeadership({
      database,
      log: testLog,
      nodeId,
      pollMs: 20,
      beatMs: 50,
      silentMs: 500,
      lead: async () => {
        begun.push(nodeId);
        running += 1;
        most = Math.max(most, running);
        return {
          [Symbol.asyncDispose]: async () => {
            running -= 1;
          },
        };
      },
    });
  return {
    begun,
    open,
    get most() {
      return most;
    },
  };
}

if (onPostgres)
  describe("leadership", () => {
    it("[LEAD-ONE] of several one leads, and when it goes the next one does", async () => {
      await using database = await testDatabase();
      const all = candidates(database);
      const first = all.open("a");
      await expect.poll(() => all.begun).toEqual(["a"]);
      await using second = all.open("b");
      await expect
        .poll(() => database.pool.query("select node_id from leaders").then(({ rows }) => rows))
        .toEqual([{ node_id: "a" }]);
      expect([first.isLeader, second.isLeader]).toEqual([true, false]);
      await first[Symbol.asyncDispose]();
      await expect.poll(() => second.isLeader).toBe(true);
      expect([all.begun, all.most]).toEqual([["a", "b"], 1]);
    });

    it("[LEAD-LOST] a leader whose session ends stops its work, and waits like the others", async () => {
      await using database = await testDatabase();
      const all = candidates(database);
      await using leader = all.open("a");
      await expect.poll(() => leader.isLeader).toBe(true);
      await database.pool.query("select pg_terminate_backend(backend_pid) from leaders");
      await expect.poll(() => all.begun).toEqual(["a", "a"]);
      expect(all.most).toBe(1);
    });

    it("[LEAD-FROZEN] a leader that is silent keeps its lock: those who wait end all its sessions, and nobody else's", async () => {
      await using database = await testDatabase();
      const frozen = await database.connect();
      const writing = await database.connect();
      const other = await database.connect();
      for (const own of [frozen, writing]) await own.query("set application_name = 'pulseboard 0123abcd'");
      await writing.query("begin");
      await writing.query("lock table stream_heads in exclusive mode");
      await frozen.query("select pg_advisory_lock($1)", [lockKey]);
      await other.query("select pg_advisory_lock(4711)");
      await frozen.query(
        "insert into leaders (duty, node_id, backend_pid, beat_at) values ('work', 'frozen', pg_backend_pid(), clock_timestamp())",
      );
      const ended = new Promise((resolve) => frozen.once("end", resolve));
      const all = candidates(database);
      await using waiting = all.open("b");
      await ended;
      await expect.poll(() => waiting.isLeader).toBe(true);
      // It was given its time: heard half a second before.
      expect((await other.query("select 1 as lives")).rows).toEqual([{ lives: 1 }]);
      // What it was in the middle of is nobody's hindrance.
      await database.pool.query("select * from stream_heads for update");
      await other.end();
    });

    it("[LEAD-BEATS] a leader that says that it lives is left alone", async () => {
      await using database = await testDatabase();
      const all = candidates(database);
      await using leader = all.open("a");
      await expect.poll(() => leader.isLeader).toBe(true);
      await using _waiting = all.open("b");
      const { rows } = await database.pool.query("select beat_at from leaders");
      // Longer than a silent one is given.
      await expect
        .poll(
          async () =>
            (
              await database.pool.query(
                "select beat_at > $1::timestamptz + interval '1 second' as later from leaders",
                [rows[0].beat_at],
              )
            ).rows[0].later,
          { timeout: 10_000 },
        )
        .toBe(true);
      expect(all.begun).toEqual(["a"]);
    });
  });
else it("is for PostgreSQL: the embedded database has one process", () => expect(onPostgres).toBe(false));
