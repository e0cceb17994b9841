import { createServer } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requestSignIn, requestSignOut } from "./session-requests";

/** What the server of this test answers to the form, and what it got. */
let answer: { status: number; body: string };
let got: { path: string | undefined; form: string };
let end: () => Promise<unknown>;
const realFetch = globalThis.fetch;

beforeEach(async () => {
  const server = createServer(async (request, response) => {
    if (request.url === "/api/auth/csrf") return response.end('{"csrfToken":"csrf-1"}');
    let form = "";
    for await (const chunk of request) form += chunk;
    got = { path: request.url, form };
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  // What a browser adds to a relative address, and Node's fetch does not.
  globalThis.fetch = (input, init) => realFetch(new URL(String(input), base), init);
  Object.assign(globalThis, { location: { href: base } });
  end = () => new Promise((resolve) => server.close(resolve));
});

afterEach(async () => {
  globalThis.fetch = realFetch;
  Reflect.deleteProperty(globalThis, "location");
  await end();
});

const credentials = { email: "maya@test.example", password: "p&ss=wörd" };

it.each([
  [200, '{"url":"http://elsewhere.test/"}', { kind: "signed-in" }],
  [401, '{"url":"http://x/api/auth/error?error=CredentialsSignin&provider=credentials"}', { kind: "wrong" }],
  [401, '{"url":"http://x/api/auth/error?error=RATE_LIMITED"}', { kind: "busy" }],
  [401, '{"url":"http://x/api/auth/error?error=UNAVAILABLE"}', { kind: "busy" }],
  [401, '{"url":"http://x/api/auth/error?error=INTERNAL"}', { kind: "unreachable" }],
  [200, '{"url":"http://x/api/auth/signin?csrf=true"}', { kind: "unreachable" }],
  [403, '{"detail":"Set PUBLIC_URL."}', { kind: "refused", message: "Set PUBLIC_URL." }],
  [502, "<html>a proxy</html>", { kind: "unreachable" }],
])("[login] an answer %i %s is %o", async (status, body, result) => {
  answer = { status, body };
  expect(await requestSignIn(credentials)).toEqual(result);
  expect(Object.fromEntries(new URLSearchParams(got.form))).toMatchObject({
    ...credentials,
    csrfToken: "csrf-1",
    json: "true",
  });
});

it("[login] no answer at all is told, not thrown", async () => {
  await end();
  expect(await requestSignIn(credentials)).toEqual({ kind: "unreachable" });
  expect(await requestSignOut()).toBe(false);
});

it("signing out posts the CSRF token", async () => {
  answer = { status: 200, body: '{"url":"http://x/"}' };
  expect(await requestSignOut()).toBe(true);
  expect(got.path).toBe("/api/auth/signout");
  expect(got.form).toContain("csrfToken=csrf-1");
});
