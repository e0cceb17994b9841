import { describe, expect, it } from "vitest";
import { apiSecurityHeaders, contentSecurityPolicy, pageSecurityHeaders } from "./security-headers";

const policyOf = (some = {}) => {
  const text = contentSecurityPolicy({ nonce: "abc", host: "localhost:3000", isDevelopment: false, ...some });
  return Object.fromEntries(text.split("; ").map((part) => [part.split(" ")[0], part.slice(part.indexOf(" ") + 1)]));
};

describe("[CSP] a page", () => {
  it("runs scripts and takes style elements by nonce alone", () => {
    const policy = policyOf();
    expect(policy["script-src"]).toBe("'self' 'nonce-abc' 'strict-dynamic'");
    expect(policy["style-src"]).toBe("'self' 'nonce-abc'");
    expect(policy["style-src-attr"]).toBe("'unsafe-inline'");
  });

  it("holds no plug-ins, no base, and stands in no frame", () => {
    expect(policyOf()).toMatchObject({ "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'" });
  });

  it("connects to itself, by WebSocket too; a Host that is none adds nothing", () => {
    expect(policyOf()["connect-src"]).toBe("'self' ws://localhost:3000 wss://localhost:3000");
    for (const host of [null, "x; script-src *", "a b", "evil.test/path"])
      expect(policyOf({ host })["connect-src"]).toBe("'self'");
  });

  it("may evaluate code in development only", () => {
    expect(policyOf()["script-src"]).not.toContain("unsafe");
    expect(policyOf({ isDevelopment: true })["script-src"]).toContain("'unsafe-eval'");
  });
});

it("[headers] HSTS exactly where PUBLIC_URL is https", () => {
  for (const headers of [
    apiSecurityHeaders,
    (config: { publicUrl: string | null }) => pageSecurityHeaders(config, "x"),
  ]) {
    expect(headers({ publicUrl: "https://ops.example.com" })["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
    for (const publicUrl of [null, "http://ops.example.com"]) {
      expect(headers({ publicUrl })).not.toHaveProperty("strict-transport-security");
    }
  }
});

it("[headers] nosniff, no frames and no referrer to others on every answer", () => {
  const common = { "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin" };
  expect(apiSecurityHeaders({ publicUrl: null })).toMatchObject(common);
  expect(pageSecurityHeaders({ publicUrl: null }, "x")).toMatchObject(common);
});
