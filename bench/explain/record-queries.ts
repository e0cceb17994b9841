import type pg from "pg";
import type { Database } from "@/lib/db/open";

export interface RecordedQuery {
  text: string;
  values: unknown[];
}

/** Runs `work` and returns what it asked the database, in order; what only begins and ends transactions is left out. */
export async function recordQueries({ pool }: Database, work: () => Promise<unknown>): Promise<RecordedQuery[]> {
  const recorded: RecordedQuery[] = [];
  const restored: (() => void)[] = [];
  const patched = new WeakSet<pg.PoolClient>();
  const patch = (client: pg.PoolClient): void => {
    if (patched.has(client)) return;
    patched.add(client);
    const query = client.query;
    client.query = function record(this: pg.PoolClient, ...args: unknown[]) {
      const [first, second] = args;
      const text = typeof first === "string" ? first : (first as { text: string }).text;
      const own = typeof first === "string" ? undefined : (first as { values?: unknown[] }).values;
      const values = Array.isArray(second) ? second : (own ?? []);
      if (/^\s*(select|with|insert|update|delete)\b/i.test(text)) recorded.push({ text, values });
      return Reflect.apply(query, client, args);
    } as typeof client.query;
    restored.push(() => {
      client.query = query;
    });
  };
  pool.on("acquire", patch);
  try {
    await work();
  } finally {
    pool.off("acquire", patch);
    for (const restore of restored) restore();
  }
  return recorded;
}
