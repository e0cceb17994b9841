import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The client's address behind `proxies` trusted proxies: each adds one to X-Forwarded-For, and what stands before theirs is hearsay. What is
 * no address there is not believed: then it is who is connected.
 */
export function remoteAddressOf(request: IncomingMessage, proxies: number): string {
  const direct = request.socket.remoteAddress ?? "";
  if (proxies === 0) return direct;
  const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
  return addressIn(forwarded.at(-proxies)?.trim() ?? "") ?? direct;
}

/** Some proxies add the port: `192.0.2.7:51234`, `[2001:db8::7]:51234`. */
function addressIn(text: string): string | null {
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  return isIP(address) === 0 ? null : address;
}
