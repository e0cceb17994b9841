import { isIP } from "node:net";

/** What the rule looks at; headers as they came, null where absent. */
export interface OriginFacts {
  method: string;
  origin: string | null;
  host: string | null;
  secFetchSite: string | null;
  /** A session cookie came along, whether or not it is valid. */
  hasCookie: boolean;
  /** A credential came along that no browser adds by itself: an Authorization header, a token in the handshake. */
  hasToken: boolean;
  isUpgrade: boolean;
  /** What browsers type, if it was configured. */
  publicUrl: string | null;
  allowedOrigins: readonly string[];
}

export type OriginVerdict = { ok: true } | { ok: false; reason: string };

const accept: OriginVerdict = { ok: true };
const refuse = (reason: string): OriginVerdict => ({ ok: false, reason });

/**
 * The Origin and cookie rules of security.md, for REST and for every poll and upgrade of the hub. An Origin that is there
 * must be ours. Without one, a cookie counts on a GET of our own pages only; a client that is no browser sends a token.
 */
export function checkOrigin(facts: OriginFacts): OriginVerdict {
  if (facts.origin !== null) return checkGivenOrigin(facts.origin, facts);
  if (!facts.hasCookie) return accept;
  if (facts.isUpgrade || !isRead(facts.method))
    return refuse("A request with a session cookie needs an Origin header here.");
  const isOwnPage = facts.secFetchSite === null || facts.secFetchSite === "same-origin";
  return isOwnPage || facts.hasToken
    ? accept
    : refuse("A session cookie does not count for a request from another site.");
}

const isRead = (method: string) => method === "GET" || method === "HEAD";

function checkGivenOrigin(origin: string, { host, publicUrl, allowedOrigins }: OriginFacts): OriginVerdict {
  const url = parseOrigin(origin);
  if (!url) return refuse("This Origin is not allowed.");
  if (allowedOrigins.some((allowed) => parseOrigin(allowed)?.origin === url.origin)) return accept;
  if (publicUrl !== null) {
    return new URL(publicUrl).origin === url.origin ? accept : refuse("This Origin is not allowed.");
  }
  // The Origin's scheme fills in the port that Host leaves out; a proxy that ends TLS changes nothing here.
  const self = host === null ? null : parseOrigin(`${url.protocol}//${host}`);
  if (!self || self.host !== url.host)
    return refuse("This Origin is not allowed: it is another host than the one asked.");
  return isLocalName(self.hostname)
    ? accept
    : refuse(
        "Set PUBLIC_URL to use Pulseboard by a name: without it only addresses, localhost and *.local are served.",
      );
}

/** DNS rebinding needs a name that its owner can point at us: an address, localhost and *.local cannot be that. */
const isLocalName = (hostname: string) =>
  hostname === "localhost" ||
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.local$/.test(hostname) ||
  isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;

/** An http(s) origin and nothing more, or null: "null", a path, credentials and other schemes are none. */
function parseOrigin(text: string): URL | null {
  if (!/^https?:\/\/[^/?#@\\\s]+$/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
