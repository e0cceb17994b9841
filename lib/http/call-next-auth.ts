import { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";

export interface AuthCall {
  /** What stands after /api/auth/ in the path. */
  action: readonly string[];
  request: Request;
  /** Of a POST: a form's or JSON's members. */
  body?: Record<string, unknown> | undefined;
  /** That of the request unless given. */
  query?: Record<string, string>;
}

/**
 * next-auth's answer to a request. It is asked the way that takes request and response as they are: the other one reads Next's
 * own context, which only a page has, so nothing but a built server could be tested.
 */
export async function callNextAuth(
  { action, request, body, query }: AuthCall,
  options: AuthOptions,
): Promise<Response> {
  const { cookies, nextUrl } = new NextRequest(request.url, { headers: request.headers });
  const asked = {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    cookies: Object.fromEntries(cookies.getAll().map(({ name, value }) => [name, value])),
    query: { ...(query ?? Object.fromEntries(nextUrl.searchParams)), nextauth: [...action] },
    body,
  };
  const answer = new CapturedAnswer();
  await NextAuth(asked as never, answer as never, options);
  return answer.toResponse();
}

/** As much of Node's response as next-auth uses. */
class CapturedAnswer {
  #status = 200;
  #body: string | null = null;
  readonly #headers = new Map<string, string | readonly string[]>();

  status(status: number): this {
    this.#status = status;
    return this;
  }

  getHeader(name: string): string | readonly string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }

  json(body: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = JSON.stringify(body);
  }

  send(body: unknown): void {
    if (typeof body === "object" && body !== null) this.json(body);
    else this.#body = body === undefined || body === null ? null : String(body);
  }

  end(): void {
    this.#body = null;
  }

  toResponse(): Response {
    const headers = new Headers();
    for (const [name, value] of this.#headers) for (const each of [value].flat()) headers.append(name, each);
    return new Response(this.#body, { status: this.#status, headers });
  }
}
