import type { Services } from "../context";
import type { CredentialHeaders } from "./principal";
import { decodeSessionCookie, readSessionCookie } from "./session-cookie";

/**
 * Of headers that authenticated nobody: whether they held something that is no credential. Nothing at all is none, and a session
 * cookie of ours whose session has ended is only old.
 */
export async function holdBadCredential(
  { config }: Pick<Services, "config">,
  { authorization, cookie }: CredentialHeaders,
): Promise<boolean> {
  if (authorization) return true;
  if (readSessionCookie(cookie, config.publicUrl) === null) return false;
  return (await decodeSessionCookie(cookie, config)) === null;
}
