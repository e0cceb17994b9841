import { expect, it } from "vitest";
import { parseEnvironment } from "./environment";
import { proxyWarningOf } from "./proxy-warning";

it.each([
  [{ PUBLIC_URL: "https://ops.example.com" }, true],
  [{ PUBLIC_URL: "HTTPS://ops.example.com", TRUST_PROXY: "0" }, true],
  [{ PUBLIC_URL: "https://ops.example.com", TRUST_PROXY: "1" }, false],
  [{ PUBLIC_URL: "http://ops.example.com" }, false],
  [{ TRUST_PROXY: "1" }, false],
  [{}, false],
])("[TLS-WARNING] %o: whether the start warns of addresses that are the proxy's: %s", (source, warns) => {
  expect(proxyWarningOf(parseEnvironment(source)) !== null).toBe(warns);
});
