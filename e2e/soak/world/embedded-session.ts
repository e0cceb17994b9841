import { join } from "node:path";
import pg from "pg";

/** Asks the embedded database of a running server over its socket, behind the server's back. Its end is no error: that may be the fault. */
export async function askEmbedded(dataDir: string, statement: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ host: join(dataDir, "socket"), user: "postgres", database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await client.query(statement, values);
  } finally {
    // One whose database is gone cannot say goodbye.
    void client.end().catch(() => undefined);
  }
}
