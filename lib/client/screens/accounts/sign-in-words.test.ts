import { expect, it } from "vitest";
import { comeBackWords, signInWords } from "./sign-in-words";

it("[SSO-SHOWN] each way of getting in has words of its own", () => {
  const provider = "single sign-on";
  expect(signInWords({ password: true, provider: null })).toEqual({ way: "Password", more: null });
  expect(signInWords({ password: false, provider })).toEqual({ way: "Single sign-on", more: "no password" });
  expect(signInWords({ password: true, provider })).toEqual({ way: "Single sign-on", more: "or a password" });
  expect(signInWords({ password: false, provider: null }).way).toBe("No way in");
});

it("[SSO-SHOWN] nobody is said to come back by a password that they do not have", () => {
  expect(comeBackWords({ password: false, provider: "Shop login" })).toBe("They can sign in again with Shop login.");
  expect(comeBackWords({ password: true, provider: "Shop login" })).toContain("or their password");
  expect(comeBackWords({ password: false, provider: null })).toContain("no password");
});
