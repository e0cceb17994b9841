/** Databases for tests of any room (`*.db.test.ts`): the embedded one or PostgreSQL, as TEST_DATABASE says. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import { RESERVE_NAME } from "./disk-space";
import { emptyDatabase, readPristineState, type SchemaState } from "./fixtures/empty-database";
import { migrate } from "./migrate";
import { type Database, openDatabase } from "./open";

const FOLDER = join(import.meta.dirname, "migrations");

/** A failing test shows what the database said. */
export const testLog = pino({ level: process.env.TEST_LOG_LEVEL ?? "silent" });

/**
 * An empty, migrated database of its own, given back by `await using`. TEST_DATABASE=postgres makes it on the server
 * at TEST_POSTGRES_URL; otherwise it is embedded.
 */
export function testDatabase(): Promise<Database> {
  return process.env.TEST_DATABASE === "postgres" ? createOnServer() : takeEmbedded();
}

/** What is made once a machine or once a file, before the first test's time runs. */
beforeAll(async () => {
  await using _first = await testDatabase();
}, 120_000);

/** Changes with the migrations, so that no test meets the template of other ones. */
async function hashMigrations(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort()) {
    hash.update(await readFile(join(FOLDER, file)));
  }
  hash.update(await readFile(join(FOLDER, "meta/_journal.json")));
  return hash.digest("hex").slice(0, 12);
}

// PostgreSQL ------------------------------------------------------------------------------------------------

async function createOnServer(): Promise<Database> {
  const adminUrl = process.env.TEST_POSTGRES_URL;
  if (!adminUrl)
    throw new Error("TEST_DATABASE=postgres needs TEST_POSTGRES_URL, an address that may create databases");
  const template = `pulseboard_template_${await hashMigrations()}`;
  const name = `pulseboard_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query("select pg_advisory_lock(hashtext($1))", [template]);
    const known = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (known.rowCount === 0) await createTemplate(adminUrl, admin, template);
    await admin.query(`create database ${name} template ${template}`);
  });
  const database = await openDatabase({ databaseUrl: withDatabase(adminUrl, name), dataDir: "", log: testLog });
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function createTemplate(adminUrl: string, admin: pg.Client, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  const database = await openDatabase({ databaseUrl: withDatabase(adminUrl, draft), dataDir: "", log: testLog });
  await migrate(database, { folder: FOLDER });
  await database[Symbol.asyncDispose]();
  await admin.query(`alter database ${draft} rename to ${template}`);
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

// Embedded --------------------------------------------------------------------------------------------------

/** Beside the files of the template: what `emptyDatabase` has to know of each copy. */
const STATE_NAME = "pristine-state.json";

interface Embedded {
  database: Database;
  dataDir: string;
  pristine: SchemaState;
}

/** Started databases of this test file that no test uses now: a start takes half a second, an emptying a hundredth. */
const idle: Embedded[] = [];
const started: Embedded[] = [];

afterAll(async () => {
  for (const { database, dataDir } of started.splice(0)) {
    await database[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
});

async function takeEmbedded(): Promise<Database> {
  const known = idle.pop();
  if (known) known.pristine = await emptyDatabase(known.database, known.pristine, FOLDER);
  const embedded = known ?? (await startEmbedded());
  let mine = true;
  return {
    ...embedded.database,
    async [Symbol.asyncDispose]() {
      if (mine) idle.push(embedded);
      mine = false;
    },
  };
}

async function startEmbedded(): Promise<Embedded> {
  const dataDir = await mkdtemp(join(tmpdir(), "pb-test-"));
  const template = await templateFiles();
  // What is kept for a full disk need not be copied: it is made anew.
  const notCopied = [RESERVE_NAME, STATE_NAME];
  await cp(template, dataDir, { recursive: true, filter: (path) => !notCopied.includes(basename(path)) });
  const pristine: SchemaState = JSON.parse(await readFile(join(template, STATE_NAME), "utf8"));
  const embedded = { dataDir, database: await openDatabase({ dataDir, log: testLog }), pristine };
  started.push(embedded);
  return embedded;
}

/** The data directory of an empty, migrated, closed database: made once a machine and set of migrations. */
async function templateFiles(): Promise<string> {
  const template = join(tmpdir(), `pb-test-base-${process.getuid?.() ?? 0}-${await hashMigrations()}`);
  if (existsSync(template)) return template;
  const draft = await mkdtemp(`${template}-`);
  const database = await openDatabase({ dataDir: draft, log: testLog });
  await migrate(database, { folder: FOLDER });
  await writeFile(join(draft, STATE_NAME), JSON.stringify(await readPristineState(database)));
  await database[Symbol.asyncDispose]();
  try {
    await rename(draft, template);
  } catch (error) {
    // Another test process was first.
    if (!existsSync(template)) throw error;
    await rm(draft, { recursive: true });
  }
  return template;
}
