import { expect, it } from "vitest";
import { environmentExample, inNoGroupWords, redirectUriOf, sameEmailWords } from "./sso-words";

it("[SSO-SETTINGS] says what becomes of who is in no group, and of an e-mail that somebody has", () => {
  const roles = [{ role: "admin" as const, groups: ["pulse-admins"] }];
  expect(inNoGroupWords({ roles })).toBe("not let in");
  expect(inNoGroupWords({ roles: [...roles, { role: "viewer", groups: ["staff", "*"] }] })).toMatch(/^Viewer,/);
  expect(sameEmailWords({ linkByEmail: false })).toContain("refused");
  expect(sameEmailWords({ linkByEmail: true })).toContain("verified");
});

it("[SSO-SETTINGS] the address for the provider is this installation's own", () => {
  expect(redirectUriOf("https://ops.shop.example")).toBe("https://ops.shop.example/api/auth/callback/sso");
  expect(environmentExample("https://ops.shop.example")).toMatch(
    /^PUBLIC_URL=https:\/\/ops\.shop\.example\nOIDC_ISSUER=/,
  );
});
