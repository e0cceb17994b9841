import { createHash } from "node:crypto";
import type { operations } from "@/lib/contracts/identity";
import { HubError, type Operation, type OutputOf } from "@/lib/hub-protocol";
import { type ApiRequest, call, type Server } from "./api";
import type { Typed, World } from "./command";
import { requestTimeoutMs } from "./common-flags";
import { currentServer, findSession } from "./session-store";

const defaultUrl = "http://localhost:3000";

/** A server, and who one is there. */
export interface Access {
  server: Server;
  /** Tells one user's places in streams from another's. */
  identity: string;
  /** New tokens can be had without asking anybody. */
  isRenewable: boolean;
  /** A token for the hub, newly made where that is possible. Throws UNAUTHENTICATED, or what `call` throws. */
  newToken(): Promise<string>;
  /** An operation over REST, as that user. */
  call<O extends Operation>(path: string, request?: ApiRequest): Promise<OutputOf<O>>;
}

/** The server that is meant: flag, environment, last login, this machine. Throws INVALID_ARGUMENT. */
export function findServer(typed: Typed, { env, signal }: World): Server {
  const text = typed.text("url") || env.PULSEBOARD_URL || currentServer(env) || defaultUrl;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "")
    throw new HubError("INVALID_ARGUMENT", `${text} is no address of a server, such as ${defaultUrl}.`);
  return { url: url.origin, timeoutMs: requestTimeoutMs(typed), signal };
}

/** By token, if one was given, or by the session that login keeps. Throws UNAUTHENTICATED when there is neither. */
export function findAccess(typed: Typed, world: World): Access {
  const server = findServer(typed, world);
  const token = typed.text("token") || world.env.PULSEBOARD_TOKEN;
  if (token?.startsWith("pb_")) return byExchange(server, digest(token), { authorization: `Bearer ${token}` });
  if (token) return byToken(server, token);
  const session = findSession(world.env, server.url);
  if (!session)
    throw new HubError(
      "UNAUTHENTICATED",
      `You are not signed in to ${server.url}. Use \`pulseboard login --url ${server.url} --email E\`.`,
    );
  return byExchange(server, session.userId, { cookie: session.cookie, origin: server.url });
}

/** A session or an API key buys access tokens. */
function byExchange(server: Server, identity: string, headers: Record<string, string>): Access {
  const newToken = async () => {
    const issued = await call<typeof operations.issueToken>(server, "/api/token", {
      method: "POST",
      body: {},
      headers,
    });
    return issued.access_token;
  };
  let token: Promise<string> | undefined;
  return {
    server,
    identity,
    isRenewable: true,
    newToken,
    async call(path, request = {}) {
      token ??= newToken();
      return call(server, path, withToken(request, await token));
    },
  };
}

const byToken = (server: Server, token: string): Access => ({
  server,
  identity: subjectOf(token) ?? digest(token),
  isRenewable: false,
  newToken: async () => token,
  call: (path, request = {}) => call(server, path, withToken(request, token)),
});

const withToken = (request: ApiRequest, token: string): ApiRequest => ({
  ...request,
  headers: { ...request.headers, authorization: `Bearer ${token}` },
});

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** Whom an access token is of, unchecked: it names a file here, and opens nothing. */
function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null && "sub" in claims ? String(claims.sub) : null;
  } catch {
    // Not in our form: the server will say so.
    return null;
  }
}
