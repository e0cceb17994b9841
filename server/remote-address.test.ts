import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { remoteAddressOf } from "./remote-address";

const request = (forwarded?: string) =>
  ({ socket: { remoteAddress: "10.0.0.9" }, headers: { "x-forwarded-for": forwarded } }) as unknown as IncomingMessage;

describe("remote address", () => {
  it("[TRUST_PROXY] believes nobody by default", () => {
    expect(remoteAddressOf(request("1.2.3.4"), 0)).toBe("10.0.0.9");
  });

  it("[TRUST_PROXY] believes as many as stand in front, never what came before them", () => {
    expect(remoteAddressOf(request("6.6.6.6, 1.2.3.4"), 1)).toBe("1.2.3.4");
    expect(remoteAddressOf(request("6.6.6.6, 1.2.3.4, 10.0.0.8"), 2)).toBe("1.2.3.4");
    expect(remoteAddressOf(request(), 1)).toBe("10.0.0.9");
  });

  it("[TRUST_PROXY] reads an address with its port, and believes nothing that is none, nor a shorter list than there are proxies", () => {
    expect(remoteAddressOf(request("1.2.3.4:51234"), 1)).toBe("1.2.3.4");
    expect(remoteAddressOf(request("[2001:db8::7]:51234"), 1)).toBe("2001:db8::7");
    expect(remoteAddressOf(request("2001:db8::7"), 1)).toBe("2001:db8::7");
    for (const text of ["unknown", "x".repeat(5_000), "1.2.3.4.5", ""]) {
      expect(remoteAddressOf(request(text), 1)).toBe("10.0.0.9");
    }
    expect(remoteAddressOf(request("6.6.6.6"), 2)).toBe("10.0.0.9");
  });
});
