import type { ServiceConfig } from "@/lib/services/context";
import { isHttps } from "@/lib/services/settings/public-url";

type Config = Pick<ServiceConfig, "publicUrl">;

/** For every answer, page or not. HSTS exactly where browsers come by https. */
function commonHeaders(config: Config): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    ...(isHttps(config.publicUrl) ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/** For answers that no browser shows: a browser that shows one anyway may do nothing with it. */
export const apiSecurityHeaders = (config: Config): Record<string, string> => ({
  ...commonHeaders(config),
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
});

export const pageSecurityHeaders = (config: Config, policy: string): Record<string, string> => ({
  ...commonHeaders(config),
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
});

export interface PagePolicy {
  nonce: string;
  /** The Host header: older browsers do not count WebSockets as 'self'. */
  host: string | null;
  /** `next dev` evaluates code and writes style elements of its own. */
  isDevelopment: boolean;
}

/** The Content-Security-Policy of one page: scripts and style elements by nonce alone; style attributes are free. */
export function contentSecurityPolicy({ nonce, host, isDevelopment }: PagePolicy): string {
  const sockets = host !== null && /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
