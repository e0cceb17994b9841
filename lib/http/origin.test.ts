import { describe, expect, it } from "vitest";
import { checkOrigin, type OriginFacts } from "./origin";

const facts = (some: Partial<OriginFacts>): OriginFacts => ({
  method: "GET",
  origin: null,
  host: "localhost:3000",
  secFetchSite: null,
  hasCookie: false,
  hasToken: false,
  isUpgrade: false,
  publicUrl: null,
  allowedOrigins: [],
  ...some,
});

const verdicts = (rows: [string, Partial<OriginFacts>, boolean][]) =>
  it.each(rows)("%s", (_, some, ok) => {
    expect(checkOrigin(facts(some)).ok).toBe(ok);
  });

describe("[origin] with PUBLIC_URL set, it and ALLOWED_ORIGINS count", () => {
  const publicUrl = "https://ops.example.com/";
  const host = "ops.example.com";
  verdicts([
    ["the public URL", { publicUrl, host, origin: "https://ops.example.com" }, true],
    ["its default port written out", { publicUrl, host, origin: "https://ops.example.com:443" }, true],
    ["another scheme", { publicUrl, host, origin: "http://ops.example.com" }, false],
    ["another port", { publicUrl, host, origin: "https://ops.example.com:8443" }, false],
    ["a name that begins like it", { publicUrl, host, origin: "https://ops.example.com.evil.test" }, false],
    ["a subdomain of it", { publicUrl, host, origin: "https://x.ops.example.com" }, false],
    ["the Host asked, which is not it", { publicUrl, host: "localhost:3000", origin: "http://localhost:3000" }, false],
    [
      "an allowed origin",
      { publicUrl, host, origin: "https://shop.test", allowedOrigins: ["https://shop.test"] },
      true,
    ],
    ["one beside it", { publicUrl, host, origin: "https://shop2.test", allowedOrigins: ["https://shop.test"] }, false],
  ]);
});

describe("[origin] without PUBLIC_URL, the Origin's host and port equal Host, which no DNS owner can rebind", () => {
  verdicts([
    ["localhost", { origin: "http://localhost:3000" }, true],
    ["localhost behind TLS", { host: "localhost", origin: "https://localhost" }, true],
    ["another port of localhost", { origin: "http://localhost:4000" }, false],
    ["an IPv4 address", { host: "192.168.1.5:3000", origin: "http://192.168.1.5:3000" }, true],
    ["an IPv6 address", { host: "[::1]:3000", origin: "http://[::1]:3000" }, true],
    ["an mDNS name", { host: "shop.local:3000", origin: "http://shop.local:3000" }, true],
    ["an mDNS name in capitals", { host: "SHOP.local:3000", origin: "http://shop.local:3000" }, true],
    ["a name of the DNS, rebound to us", { host: "evil.test:3000", origin: "http://evil.test:3000" }, false],
    ["a name that ends in local without a dot", { host: "evil-local:3000", origin: "http://evil-local:3000" }, false],
    ["a name below localhost", { host: "a.localhost:3000", origin: "http://a.localhost:3000" }, false],
    ["a foreign page", { origin: "https://evil.test" }, false],
    ["no Host at all", { host: null, origin: "http://localhost:3000" }, false],
    ["an allowed origin", { origin: "http://localhost:5173", allowedOrigins: ["http://localhost:5173"] }, true],
  ]);
});

describe("[origin] an Origin that is there must match, whatever comes with it", () => {
  verdicts([
    ["null", { origin: "null" }, false],
    ["null with a token", { origin: "null", hasToken: true }, false],
    ["empty", { origin: "" }, false],
    ["a path behind it", { origin: "http://localhost:3000/x" }, false],
    ["a user before it", { origin: "http://localhost:3000@evil.test" }, false],
    ["a file", { origin: "file://" }, false],
    ["an extension", { origin: "chrome-extension://abcdef" }, false],
    ["foreign with a token, on GET", { origin: "https://evil.test", hasToken: true }, false],
    ["foreign without any credential", { origin: "https://evil.test" }, false],
    ["foreign on an upgrade", { origin: "https://evil.test", hasCookie: true, isUpgrade: true }, false],
    ["ours on an upgrade", { origin: "http://localhost:3000", hasCookie: true, isUpgrade: true }, true],
    ["ours on POST", { origin: "http://localhost:3000", hasCookie: true, method: "POST" }, true],
    [
      "ours though the browser says cross-site",
      { origin: "http://localhost:3000", hasCookie: true, secFetchSite: "cross-site" },
      true,
    ],
  ]);
});

describe("[origin] without an Origin the cookie counts on a same-origin GET only", () => {
  verdicts([
    ["GET, Sec-Fetch-Site absent", { hasCookie: true }, true],
    ["HEAD", { hasCookie: true, method: "HEAD" }, true],
    ["GET, same-origin", { hasCookie: true, secFetchSite: "same-origin" }, true],
    ["GET, same-site", { hasCookie: true, secFetchSite: "same-site" }, false],
    ["GET, cross-site", { hasCookie: true, secFetchSite: "cross-site" }, false],
    ["GET, none", { hasCookie: true, secFetchSite: "none" }, false],
    ["GET, cross-site with a token", { hasCookie: true, hasToken: true, secFetchSite: "cross-site" }, true],
    ["GET without a cookie, cross-site", { secFetchSite: "cross-site" }, true],
  ]);
});

describe("[origin] an upgrade, or anything but GET, that comes with a cookie needs an Origin", () => {
  verdicts([
    ["POST with a cookie", { hasCookie: true, method: "POST" }, false],
    ["POST with a cookie, same-origin", { hasCookie: true, method: "POST", secFetchSite: "same-origin" }, false],
    ["POST with a cookie and a token", { hasCookie: true, hasToken: true, method: "POST" }, false],
    ["DELETE with a cookie", { hasCookie: true, method: "DELETE" }, false],
    ["an upgrade with a cookie", { hasCookie: true, isUpgrade: true }, false],
    ["POST with a token", { hasToken: true, method: "POST" }, true],
    ["POST with neither", { method: "POST" }, true],
    ["an upgrade with a token", { hasToken: true, isUpgrade: true }, true],
  ]);
});
