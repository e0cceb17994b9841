/** wrong: e-mail or password; busy: too many try at once; unreachable: no answer, or none that helps. */
export type SignInResult = "signed-in" | "wrong" | "busy" | "unreachable";

export interface Credentials {
  email: string;
  password: string;
}

/** Signs in; the browser holds the session cookie afterwards. Never throws. */
export async function requestSignIn({ email, password }: Credentials): Promise<SignInResult> {
  const answer = await postForm("/api/auth/callback/credentials", { email, password });
  if (!answer) return "unreachable";
  const error = new URL(answer.url, location.href).searchParams.get("error");
  if (answer.ok && error === null && !answer.url.includes("csrf=")) return "signed-in";
  if (error === "CredentialsSignin") return "wrong";
  return error === "RATE_LIMITED" || error === "UNAVAILABLE" ? "busy" : "unreachable";
}

/** Ends this session everywhere: the cookie goes, the server forgets it and closes its connections. False without an answer. */
export async function requestSignOut(): Promise<boolean> {
  const answer = await postForm("/api/auth/signout", {});
  return answer?.ok ?? false;
}

/** next-auth wants its double-submitted CSRF token with each form. Null when there was no answer, or none of next-auth's. */
async function postForm(path: string, fields: Record<string, string>): Promise<{ ok: boolean; url: string } | null> {
  try {
    const { csrfToken } = await (await fetch("/api/auth/csrf", { cache: "no-store" })).json();
    const body = new URLSearchParams({ ...fields, csrfToken, callbackUrl: "/", json: "true" });
    const response = await fetch(path, { method: "POST", body });
    const { url } = await response.json();
    return typeof url === "string" ? { ok: response.ok, url } : null;
  } catch {
    // Offline, or something in between that answers without JSON: the caller tells it in words.
    return null;
  }
}
