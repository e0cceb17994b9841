import pg from "pg";
import { BrokenPromise } from "../row";

interface HeadWrite {
  id: number;
  term: number;
  isTaking: boolean;
  /** The name that a process has at the database. */
  process: string;
  atMs: number;
}

/** Keeps, in the database itself, which process wrote the place of a stream, under which term, and when. */
export class HeadLog implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<HeadLog> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`
      create table soak_heads (id bigserial primary key, term bigint not null, is_taking boolean not null,
        process text not null, at timestamptz not null);
      create function soak_note_head() returns trigger language plpgsql as $$ begin
        insert into soak_heads (term, is_taking, process, at)
        values (new.term, new.term <> old.term, current_setting('application_name'), clock_timestamp());
        return null;
      end $$;
      create trigger soak_heads after update on stream_heads for each row
        when (new.stream = 'orders') execute function soak_note_head();`);
    return new HeadLog(client);
  }

  /** Who leads, by the name in its log. */
  async leader(): Promise<string> {
    const { rows } = await this.#client.query("select node_id from leaders where duty = 'work'");
    return rows[0]?.node_id ?? "";
  }

  /** Resolves with the first event that a process placed which took over after `since`, a number of this log. Throws BrokenPromise. */
  async takenOver(since: number, withinMs: number): Promise<HeadWrite> {
    const endMs = Date.now() + withinMs;
    for (;;) {
      const later = (await this.#read()).filter(({ id }) => id > since);
      const taking = later.findIndex(({ isTaking }) => isTaking);
      const first = taking < 0 ? undefined : later.slice(taking).find(({ isTaking }) => !isTaking);
      if (first !== undefined) return first;
      if (Date.now() > endMs) throw new BrokenPromise(`nobody took over within ${withinMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The number of the latest line. */
  async last(): Promise<number> {
    return (await this.#read()).at(-1)?.id ?? 0;
  }

  /** Events placed by a process after another had taken over, since that number. */
  async staleWrites(since: number): Promise<number> {
    let owner = "";
    let stale = 0;
    for (const { id, isTaking, process } of await this.#read()) {
      if (isTaking) owner = process;
      else if (id > since && owner !== "" && process !== owner) stale += 1;
    }
    return stale;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The server it speaks to may be gone already.
    await this.#client.end().catch(() => undefined);
  }

  async #read(): Promise<HeadWrite[]> {
    const { rows } = await this.#client.query("select * from soak_heads order by id");
    return rows.map((row) => ({
      id: Number(row.id),
      term: Number(row.term),
      isTaking: row.is_taking,
      process: row.process,
      atMs: row.at.getTime(),
    }));
  }
}
