import { isDiskFull, isUnavailable, sqlState } from "@/lib/db/errors";
import { HubError, isHubError } from "@/lib/hub-protocol";

/** SQLSTATEs for text that PostgreSQL cannot keep: NUL, and escapes of it in JSON. */
const unstorableText = new Set(["22021", "22P05"]);

/** What the database throws, in words that a caller can act on; everything else stays as it is and becomes INTERNAL. */
export function databaseFailure(error: unknown): unknown {
  if (isHubError(error)) return error;
  if (unstorableText.has(sqlState(error) ?? "")) {
    return new HubError("INVALID_ARGUMENT", "Text must not contain the character NUL.", { cause: error });
  }
  if (isDiskFull(error)) {
    const message = "The database takes no changes now: its disk is full. Reading goes on.";
    return new HubError("UNAVAILABLE", message, { cause: error });
  }
  if (isUnavailable(error)) {
    return new HubError("UNAVAILABLE", "The database does not answer. Try again in a moment.", { cause: error });
  }
  return error;
}
