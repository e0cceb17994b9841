import type { DemoRole } from "@/e2e/fixtures/api";
import type { Item } from "../oracle/entries";
import type { Tokens } from "./tokens";

export type SoakStream = "orders" | "notifications";

interface Page {
  items: Item[];
  nextCursor: string | null;
}

/** Lists and commands by REST, as one role. */
export class Rest {
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #role: DemoRole;

  constructor(url: string, tokens: Tokens, role: DemoRole) {
    this.#url = url;
    this.#tokens = tokens;
    this.#role = role;
  }

  /** The list from a page's cursor on, or all of it. */
  async list(stream: SoakStream, from: string | null = null): Promise<Item[]> {
    const items: Item[] = [];
    let cursor = from;
    do {
      const query = new URLSearchParams({ limit: "200", ...(cursor !== null && { cursor }) });
      const page = await this.#send<Page>(`/api/${stream}?${query}`, {});
      items.push(...page.items.map(({ id, version }) => ({ id, version })));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  /** Rejects when the answer is no success or does not come within 10 s. */
  post<T>(path: string, key: string, body: unknown): Promise<T> {
    return this.#send(path, { method: "POST", body: JSON.stringify(body), headers: { "idempotency-key": key } });
  }

  async #send<T>(path: string, init: RequestInit): Promise<T> {
    const authorization = `Bearer ${await this.#tokens.of(this.#role)}`;
    const response = await fetch(`${this.#url}${path}`, {
      ...init,
      signal: AbortSignal.timeout(10_000),
      headers: { "content-type": "application/json", ...init.headers, authorization },
    });
    if (!response.ok) throw new RestError(response.status, `${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

export class RestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
