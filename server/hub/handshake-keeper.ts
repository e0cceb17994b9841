import type { Handshake } from "./connection";

/** Different ones that are shared; a server meets far fewer kinds of client. Beyond it each connection has its own. */
const maxShared = 1_000;

/** What tells one kind of client from another. Any other header may be a credential of some proxy, or another with each request. */
const keptHeaders = /^(host|origin|user-agent|accept-language)$/;
const credentialQuery = /token|secret|key|auth|^t$/i;
const nothing: Handshake["auth"] = Object.freeze({});

/**
 * Returns what makes of a handshake that which a connection keeps: without credentials, and with what is the same for many (the headers of
 * one browser) shared, because 10,000 copies of it would be a third of all that the connections need.
 */
export function createHandshakeKeeper(): (handshake: Handshake) => Handshake {
  const shared = new Map<string, Pick<Handshake, "headers" | "query">>();
  return ({ headers, query, remoteAddress, transport }) => {
    const kept = {
      headers: only(headers, (name) => keptHeaders.test(name)),
      query: only(query, (name) => !credentialQuery.test(name)),
    };
    const key = JSON.stringify(kept);
    const known = shared.get(key) ?? kept;
    if (shared.size < maxShared) shared.set(key, known);
    return { headers: known.headers, query: known.query, auth: nothing, remoteAddress, transport };
  };
}

const only = <T extends object>(values: T, isKept: (name: string) => boolean): T =>
  Object.freeze(Object.fromEntries(Object.entries(values).filter(([name]) => isKept(name)))) as T;
