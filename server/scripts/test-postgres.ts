// Vitest's global set-up of the project `db:postgres`: a PostgreSQL server of its own, empty, gone afterwards.
import type { TestProject } from "vitest/node";
import { PostgresServer } from "./postgres-server";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of a superuser who may create databases; also in TEST_POSTGRES_URL. */
    postgresAdminUrl: string;
  }
}

/**
 * Starts PostgreSQL, and hands its address to the tests as TEST_POSTGRES_URL and as the provided `postgresAdminUrl`.
 * Returns what stops it and removes its files. Throws when there is no PostgreSQL, or it does not start.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await PostgresServer.start();
  process.env.TEST_POSTGRES_URL = server.url;
  project.provide("postgresAdminUrl", server.url);
  return () => server[Symbol.asyncDispose]().then(() => undefined);
}
