import type { Environment } from "./environment";

/**
 * What to tell whoever starts this when PUBLIC_URL and TRUST_PROXY do not fit, or null. Pulseboard speaks no TLS itself: where browsers
 * come by https a proxy is in front, and unless its word counts everybody has the proxy's address, in limits and in the audit.
 */
export const proxyWarningOf = ({ PUBLIC_URL, TRUST_PROXY }: Pick<Environment, "PUBLIC_URL" | "TRUST_PROXY">) =>
  PUBLIC_URL?.startsWith("https:") && TRUST_PROXY === 0
    ? "PUBLIC_URL is https, so a proxy is in front, and TRUST_PROXY is 0: everybody shares the proxy's address in limits and audit. Set TRUST_PROXY to how many proxies there are"
    : null;
