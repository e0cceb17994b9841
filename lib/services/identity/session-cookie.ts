import { decode, type JWT } from "next-auth/jwt";
import type { ServiceConfig } from "../context";
import { isHttps } from "../settings/public-url";
import { SessionClaims } from "./sessions";

/** The one place that names the session cookie, for Next's routes and for the hub's handshake. */
export const sessionCookieName = (publicUrl: string | null): string =>
  `${isHttps(publicUrl) ? "__Secure-" : ""}next-auth.session-token`;

/** next-auth cuts a long value into `name.0`, `name.1`, …: ours needs one, but what it may write is read. */
const maxChunks = 8;

/** The session cookie's value, put together from its chunks, or null. Takes a Cookie header. */
export function readSessionCookie(cookieHeader: string | null | undefined, publicUrl: string | null): string | null {
  if (!cookieHeader) return null;
  const name = sessionCookieName(publicUrl);
  const cookies = parseCookies(cookieHeader);
  const whole = cookies.get(name);
  if (whole !== undefined) return whole;
  const chunks: string[] = [];
  for (let i = 0; i < maxChunks; i++) {
    const chunk = cookies.get(`${name}.${i}`);
    if (chunk === undefined) break;
    chunks.push(chunk);
  }
  return chunks.length === 0 ? null : chunks.join("");
}

/** Names and values as they came; the first of a name counts. Ours hold no character that would be escaped. */
function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

type Secrets = Pick<ServiceConfig, "authSecret" | "formerAuthSecrets">;

/** What the session cookie says, or null if there is none that we encrypted and that has not expired. */
export async function decodeSessionCookie(
  cookieHeader: string | null | undefined,
  config: Secrets & Pick<ServiceConfig, "publicUrl">,
): Promise<SessionClaims | null> {
  const token = readSessionCookie(cookieHeader, config.publicUrl);
  return token === null ? null : (SessionClaims.safeParse(await decodeSessionToken(token, config)).data ?? null);
}

/** What a session cookie's value (with its own salt: that of another cookie of next-auth) holds, encrypted with our secret or one from before a rotation; null for anything else. */
export async function decodeSessionToken(
  token: string,
  { authSecret, formerAuthSecrets }: Secrets,
  salt?: string,
): Promise<JWT | null> {
  for (const secret of [authSecret, ...formerAuthSecrets]) {
    // What does not decrypt, or has expired, is no session: that is an answer here, not a failure.
    const payload = await decode({ token, secret, ...(salt === undefined ? {} : { salt }) }).catch(() => null);
    if (payload !== null) return payload;
  }
  return null;
}
