import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { issueToken } from "@/lib/services/identity/issue-token";

/** An access token is no way to the next one: only a password, the session cookie or an API key is. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(issueToken, { credentials: "lasting" }),
});
