import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { servePglite } from "./pglite-wire";

let folder: string;
let db: PGlite;
let server: AsyncDisposable;
let pool: pg.Pool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pb-wire-"));
  db = await PGlite.create("memory://");
  server = await servePglite(db, {
    path: join(folder, ".s.PGSQL.5432"),
    maxConnections: 20,
    onBroken: (error) => expect.unreachable(error.message),
  });
  pool = new pg.Pool({ host: folder, user: "postgres", database: "postgres", max: 8, query_timeout: 5000 });
});

afterAll(async () => {
  await pool.end();
  await server[Symbol.asyncDispose]();
  await db.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  await pool.query("drop table if exists entries; create table entries (id int primary key, body text)");
});

it("[WIRE1] gives every client its own answers while others run transactions and other queries", async () => {
  const insertTwice = async (first: number): Promise<void> => {
    for (let id = first; id < first + 100; id += 2) {
      const client = await pool.connect();
      await client.query("begin");
      await client.query("insert into entries values ($1, $2)", [id, `body ${id}`]);
      await client.query("insert into entries values ($1, $2)", [id + 1, `body ${id + 1}`]);
      await client.query("commit");
      client.release();
    }
  };
  const askOwn = async (asker: number): Promise<void> => {
    for (let turn = 0; turn < 150; turn++) {
      const asked = asker % 2 ? [`${asker}`, `${turn}`] : [`${asker}/${turn}`];
      const text = asked.map((_, index) => `$${index + 1}::text as c${asker}_${index}`).join(", ");
      const { rows } = await pool.query({ text: `select ${text}`, values: asked, rowMode: "array" });
      expect(rows).toEqual([asked]);
    }
  };
  await Promise.all([insertTwice(0), insertTwice(1000), askOwn(1), askOwn(2), askOwn(3), askOwn(4)]);
  expect((await pool.query("select count(*)::int as n from entries")).rows).toEqual([{ n: 200 }]);
}, 30_000);

it("[WIRE1] keeps a large query of one client apart from the small ones of others", async () => {
  const large = "x".repeat(3_000_000);
  const askSmall = async (): Promise<void> => {
    for (let turn = 0; turn < 100; turn++) {
      expect((await pool.query("select $1::int + 1 as next", [turn])).rows).toEqual([{ next: turn + 1 }]);
    }
  };
  const askLarge = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) {
      expect((await pool.query("select $1::text as large", [large])).rows[0].large).toBe(large);
    }
  };
  await Promise.all([askSmall(), askLarge(), askSmall()]);
}, 30_000);

it("[WIRE1] finds the end of an answer wherever PGlite's own buffer cuts it", async () => {
  for (let length = 8000; length < 8200; length++) {
    const { rows } = await pool.query("select repeat('x', $1::int) as text", [length]);
    expect(rows[0].text.length).toBe(length);
  }
});

it("[WIRE2] lets nobody else in while a transaction is open", async () => {
  const client = await pool.connect();
  await client.query("begin");
  await client.query("insert into entries values (1, 'mine')");
  let answered = false;
  const count = pool.query("select count(*)::int as n from entries").then(({ rows }) => {
    answered = true;
    return rows;
  });
  await client.query("select 1");
  expect(answered).toBe(false);
  await client.query("rollback");
  client.release();
  expect(await count).toEqual([{ n: 0 }]);
});

it("[WIRE3] rolls back the transaction of a client that is gone, and serves the ones that waited", async () => {
  const client = new pg.Client({ host: folder, user: "postgres", database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin");
  await client.query("insert into entries values (1, 'lost')");
  const waiting = pool.query("select count(*)::int as n from entries");
  // While its next statement is on the way.
  client.query("insert into entries values (2, 'lost')").catch(() => undefined);
  await client.end();
  expect((await waiting).rows).toEqual([{ n: 0 }]);
});

it("[WIRE4] drops the unfinished messages of a client that is gone", async () => {
  const socket = connect(join(folder, ".s.PGSQL.5432"));
  const startup = Buffer.from("\0\0\0\0\0\x03\0\0user\0postgres\0database\0postgres\0\0", "latin1");
  startup.writeUInt32BE(startup.length, 0);
  socket.write(startup);
  await once(socket, "data");
  socket.write(Buffer.from("P\0\0\0\x25\0insert into entries values (1)\0\0\0", "latin1"));
  socket.end();
  await once(socket, "close");
  expect((await pool.query("select $1::int as a", [1])).rows).toEqual([{ a: 1 }]);
});

it.each([
  ["bytes of another protocol", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ["an opening of another version", Buffer.from([0, 0, 0, 9, 0, 9, 9, 9, 1])],
])("[WIRE5] ends a client that sends %s, and no other", async (_, bytes) => {
  const socket = connect(join(folder, ".s.PGSQL.5432"));
  socket.write(bytes);
  await once(socket, "close");
  expect((await pool.query("select 'there' as answer")).rows).toEqual([{ answer: "there" }]);
});

it("[WIRE6] goes on after errors, also of a transaction's own statements", async () => {
  await expect(pool.query("select 1 / $1::int", [0])).rejects.toMatchObject({ code: "22012" });
  const client = await pool.connect();
  await client.query("begin");
  await expect(client.query("select nonsense")).rejects.toMatchObject({ code: "42703" });
  await expect(client.query("select 1")).rejects.toMatchObject({ code: "25P02" });
  await client.query("rollback");
  client.release();
  expect((await pool.query("select 'there' as answer")).rows).toEqual([{ answer: "there" }]);
});
