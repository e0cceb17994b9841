import type { Backplane } from "./backplane";

/** One row that another node has changed; undefined stands for no row. */
export interface RowChange<V> {
  readonly key: string;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

interface Share<V> {
  /** Of the last change that is in `rows`. */
  version: number;
  rows: Map<string, V>;
}

interface Diff<V> {
  version: number;
  changes: (readonly [key: string, value: V | null])[];
}

interface Whole<V> {
  version: number;
  rows: (readonly [key: string, value: V])[];
}

export interface SharedTableOptions<V> {
  backplane: Backplane;
  /** The same on every node. */
  name: string;
  /** Told for each row of another node that has changed, also when the node has gone. */
  onChange: (change: RowChange<V>) => void;
  /** Changes are gathered for so long. */
  gatherMs?: number;
  /** How often the version is told, by which a lost last change is found. */
  versionMs?: number;
}

/**
 * A table of which each node writes its own rows and knows everybody's. Changes travel as differences, numbered, so that a lost one is found and
 * the whole share is asked for; a node that has gone takes its rows with it.
 */
export class SharedTable<V> {
  readonly #options: SharedTableOptions<V>;
  readonly #own = new Map<string, V>();
  readonly #changed = new Set<string>();
  readonly #shares = new Map<string, Share<V>>();
  readonly #asking = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #version = 0;
  #gathering: NodeJS.Timeout | undefined;

  constructor(options: SharedTableOptions<V>) {
    this.#options = options;
    const { backplane, name, versionMs = 1_000 } = options;
    backplane.onTold(`table:${name}`, (message, from) => this.#onDiff(message as Diff<V>, from));
    backplane.onAsked(`table:${name}`, (): Whole<V> => {
      // What is waiting to be told is in it already, and must not be told as a change of a newer version.
      this.#tell();
      return { version: this.#version, rows: [...this.#own] };
    });
    backplane.onOthers(({ came, went }) => {
      for (const id of came) void this.#askWhole(id);
      for (const id of went) this.#replace(id, undefined);
    });
    this.#timer = setInterval(() => this.#tellVersion(), versionMs).unref();
  }

  /** Writes a row of this node; undefined removes it. */
  set(key: string, value: V | undefined): void {
    // Nobody else is there to read it.
    if (this.#options.backplane.adapter === undefined) return;
    if (value === undefined) this.#own.delete(key);
    else this.#own.set(key, value);
    this.#changed.add(key);
    this.#gathering ??= setTimeout(() => this.#tell(), this.#options.gatherMs ?? 50).unref();
  }

  /** This node's row; none is kept where there is nobody else. */
  own(key: string): V | undefined {
    return this.#own.get(key);
  }

  close(): void {
    clearTimeout(this.#gathering);
    clearInterval(this.#timer);
  }

  #tell(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#changed.size === 0) return;
    this.#version += 1;
    const changes = [...this.#changed].map((key) => [key, this.#own.get(key) ?? null] as const);
    this.#changed.clear();
    this.#send({ version: this.#version, changes });
  }

  #tellVersion(): void {
    if (this.#version > 0) this.#send({ version: this.#version, changes: [] });
  }

  #send(diff: Diff<V>): void {
    this.#options.backplane.tell(`table:${this.#options.name}`, diff);
  }

  #onDiff({ version, changes }: Diff<V>, from: string): void {
    const share = this.#shares.get(from);
    const expected = (share?.version ?? 0) + (changes.length > 0 ? 1 : 0);
    if (version < expected) return;
    if (version > expected) {
      void this.#askWhole(from);
      return;
    }
    const kept = share ?? { version: 0, rows: new Map<string, V>() };
    this.#shares.set(from, kept);
    kept.version = version;
    for (const [key, value] of changes) this.#put(kept, key, value ?? undefined);
  }

  async #askWhole(id: string): Promise<void> {
    if (this.#asking.has(id)) return;
    this.#asking.add(id);
    try {
      const { given } = await this.#options.backplane.ask(`table:${this.#options.name}`, null, { of: id });
      const [whole] = given as Whole<V>[];
      // Nothing came, or it has gone: the next version that it tells is asked for again.
      if (whole !== undefined && this.#options.backplane.others().includes(id)) this.#replace(id, whole);
    } finally {
      this.#asking.delete(id);
    }
  }

  #replace(id: string, whole: Whole<V> | undefined): void {
    const share = this.#shares.get(id) ?? { version: 0, rows: new Map<string, V>() };
    // Differences that came meanwhile are newer.
    if (whole !== undefined && whole.version < share.version) return;
    const rows = new Map(whole?.rows ?? []);
    for (const key of [...share.rows.keys()]) if (!rows.has(key)) this.#put(share, key, undefined);
    for (const [key, value] of rows) this.#put(share, key, value);
    if (whole === undefined) this.#shares.delete(id);
    else this.#shares.set(id, { version: whole.version, rows: share.rows });
  }

  #put(share: Share<V>, key: string, after: V | undefined): void {
    const before = share.rows.get(key);
    if (after === undefined) share.rows.delete(key);
    else share.rows.set(key, after);
    if (before !== after) this.#options.onChange({ key, before, after });
  }
}
