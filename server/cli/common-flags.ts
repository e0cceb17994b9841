import { HubError } from "@/lib/hub-protocol";
import type { Flags, Typed } from "./command";

const requestTimeoutSeconds = 10;

/** Of every command. */
export const commonFlags = {
  url: { type: "string", value: "URL", help: "the server (PULSEBOARD_URL, or where you logged in last)" },
  timeout: { type: "string", value: "SECONDS", help: "give up when the server does not answer for so long (10)" },
  json: { type: "boolean", help: "JSON, one object a line; the default when the output is no terminal" },
  help: { type: "boolean", help: "this text" },
  version: { type: "boolean", help: "the version" },
} as const satisfies Flags;

/** Of every command that acts as somebody. */
export const accessFlags = {
  ...commonFlags,
  token: {
    type: "string",
    value: "TOKEN",
    help: "an access token or API key (PULSEBOARD_TOKEN is safer: others see your command line)",
  },
} as const satisfies Flags;

/** In ms; undefined where it was not given. Throws INVALID_ARGUMENT. */
export function givenTimeoutMs(typed: Typed): number | undefined {
  const text = typed.text("timeout");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new HubError("INVALID_ARGUMENT", "--timeout takes seconds, such as 10.");
  return seconds * 1000;
}

/** How long one request may take, in ms. */
export const requestTimeoutMs = (typed: Typed): number => givenTimeoutMs(typed) ?? requestTimeoutSeconds * 1000;
