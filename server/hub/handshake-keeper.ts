import type { Handshake } from "./connection";

/** Different ones that are shared; a server meets far fewer kinds of client. Beyond it each connection has its own. */
const maxShared = 1_000;

/** Names that may stand for a credential; and what is another with each request of one client. */
const credentialHeaders = /^(cookie|authorization|proxy-authorization|sec-websocket-key|.*(token|secret|api-?key).*)$/;
const credentialQuery = /token|secret|key|auth|^t$/i;
const nothing: Handshake["auth"] = Object.freeze({});

/**
 * Returns what makes of a handshake that which a connection keeps: without credentials, and with what is the same for many (the headers of
 * one browser) shared, because 10,000 copies of it would be a third of all that the connections need.
 */
export function createHandshakeKeeper(): (handshake: Handshake) => Handshake {
  const shared = new Map<string, Pick<Handshake, "headers" | "query">>();
  return ({ headers, query, remoteAddress, transport }) => {
    const kept = { headers: without(headers, credentialHeaders), query: without(query, credentialQuery) };
    const key = JSON.stringify(kept);
    const known = shared.get(key) ?? kept;
    if (shared.size < maxShared) shared.set(key, known);
    return { headers: known.headers, query: known.query, auth: nothing, remoteAddress, transport };
  };
}

const without = <T extends object>(values: T, hidden: RegExp): T =>
  Object.freeze(Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.test(name)))) as T;
