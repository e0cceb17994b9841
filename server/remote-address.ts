import type { IncomingMessage } from "node:http";

/** The client's address behind `proxies` trusted proxies: each adds one to X-Forwarded-For, and what stands before theirs is hearsay. */
export function remoteAddressOf(request: IncomingMessage, proxies: number): string {
  const direct = request.socket.remoteAddress ?? "";
  if (proxies === 0) return direct;
  const forwarded = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter(Boolean);
  return [...forwarded, direct].at(-1 - proxies) ?? forwarded[0] ?? direct;
}
