/** wrong: e-mail or password; busy: too many try at once; refused: by the server, in its words; unreachable: no answer that helps. */
export type SignInResult =
  | { kind: "signed-in" }
  | { kind: "wrong" }
  | { kind: "busy" }
  | { kind: "refused"; message: string }
  | { kind: "unreachable" };

export interface Credentials {
  email: string;
  password: string;
}

/** Signs in; the browser holds the session cookie afterwards. Never throws. */
export async function requestSignIn({ email, password }: Credentials): Promise<SignInResult> {
  const answer = await postForm("/api/auth/callback/credentials", { email, password });
  if (answer === null) return { kind: "unreachable" };
  if (answer.detail !== undefined) return { kind: "refused", message: answer.detail };
  const answered = new URL(answer.url ?? "", location.href).searchParams;
  const error = answered.get("error");
  if (answer.ok && error === null && !answered.has("csrf")) return { kind: "signed-in" };
  if (error === "CredentialsSignin") return { kind: "wrong" };
  return { kind: error === "RATE_LIMITED" || error === "UNAVAILABLE" ? "busy" : "unreachable" };
}

/** leave: to the provider; refused: by the server, in its words; unreachable: no answer that helps. */
export type SsoStart = { kind: "leave"; url: string } | { kind: "refused"; message: string } | { kind: "unreachable" };

/** Asks where to go for single sign-on; `from` is where it is to end. Never throws. */
export async function requestSso(from: string): Promise<SsoStart> {
  const answer = await postForm("/api/auth/signin/sso", { callbackUrl: from });
  if (answer?.detail !== undefined) return { kind: "refused", message: answer.detail };
  return answer?.ok && answer.url !== undefined ? { kind: "leave", url: answer.url } : { kind: "unreachable" };
}

/** Ends this session everywhere: the cookie goes, the server forgets it and closes its connections. False without an answer. */
export async function requestSignOut(): Promise<boolean> {
  const answer = await postForm("/api/auth/signout", {});
  return answer?.ok ?? false;
}

/** `url` is where next-auth would lead to, with what went wrong in its query; `detail` is of a problem+json. */
interface Answer {
  ok: boolean;
  url?: string;
  detail?: string;
}

/** next-auth wants its double-submitted CSRF token with each form. Null when nobody answered in JSON. */
async function postForm(path: string, fields: Record<string, string>): Promise<Answer | null> {
  try {
    const { csrfToken } = await (await fetch("/api/auth/csrf", { cache: "no-store" })).json();
    const body = new URLSearchParams({ callbackUrl: "/", ...fields, csrfToken, json: "true" });
    const response = await fetch(path, { method: "POST", body });
    return { ...(await response.json()), ok: response.ok };
  } catch {
    // Offline, or something in between that answers for us: the caller tells it in words.
    return null;
  }
}
