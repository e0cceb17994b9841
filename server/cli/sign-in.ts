import { HubError } from "@/lib/hub-protocol";
import { refusalOf, type Server, send } from "./api";

/** Name and value of each cookie that an answer sets; one that is emptied is left out. */
const cookiesOf = (response: Response): string[] =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((cookie) => !cookie.endsWith("="));

/** Posts one of the sign-in forms, each of which wants a token against cross-site requests. */
async function postForm(server: Server, path: string, fields: Record<string, string>, cookie?: string) {
  const asked = await send(server, "/api/auth/csrf", {});
  const answer: unknown = await asked.json().catch(() => undefined);
  if (!asked.ok || typeof answer !== "object" || answer === null || !("csrfToken" in answer))
    throw refusalOf(server, asked.status, answer);
  const body = new URLSearchParams({ ...fields, csrfToken: String(answer.csrfToken), callbackUrl: "/", json: "true" });
  const response = await send(server, path, {
    method: "POST",
    body,
    headers: { origin: server.url, cookie: [...cookiesOf(asked), ...(cookie ? [cookie] : [])].join("; ") },
  });
  return { response, body: (await response.json().catch(() => ({}))) as { url?: string; code?: string } };
}

/**
 * Starts a session of 30 days as a browser does, and returns its cookie as a Cookie header has it. Access tokens last five
 * minutes; the session is what renews them. Throws UNAUTHENTICATED, RATE_LIMITED, UNAVAILABLE, or what `send` throws.
 */
export async function signIn(server: Server, credentials: { email: string; password: string }): Promise<string> {
  const { response, body } = await postForm(server, "/api/auth/callback/credentials", credentials);
  if (body.code !== undefined) throw refusalOf(server, response.status, body);
  const error = new URL(body.url ?? "", server.url).searchParams.get("error");
  if (error === "RATE_LIMITED" || error === "UNAVAILABLE")
    throw new HubError(error, "Too many try to sign in. Try again in a moment.");
  const cookie = cookiesOf(response).filter((each) => each.includes("next-auth.session-token"));
  if (error !== null || cookie.length === 0) throw new HubError("UNAUTHENTICATED", "E-mail or password is wrong.");
  return cookie.join("; ");
}

/** Ends a session everywhere. */
export async function signOut(server: Server, cookie: string): Promise<void> {
  const { response, body } = await postForm(server, "/api/auth/signout", {}, cookie);
  if (!response.ok) throw refusalOf(server, response.status, body);
}
