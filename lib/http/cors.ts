import type { ServiceConfig } from "@/lib/services/context";

/** Headers that let a page of an allowed origin read the answer; none for everybody else. */
export function corsHeaders(
  origin: string | null,
  { allowedOrigins }: Pick<ServiceConfig, "allowedOrigins">,
): Record<string, string> {
  if (origin === null || !allowedOrigins.includes(origin)) return allowedOrigins.length === 0 ? {} : { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "Location, X-Request-Id, Retry-After",
  };
}

/** The answer to a browser's question before a request from another origin; without our consent it does not ask further. */
export function preflightHeaders(
  origin: string | null,
  methods: readonly string[],
  config: Pick<ServiceConfig, "allowedOrigins">,
): Record<string, string> {
  const cors = corsHeaders(origin, config);
  if (!("access-control-allow-origin" in cors)) return cors;
  return {
    ...cors,
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, X-Request-Id",
    "access-control-max-age": "600",
  };
}
