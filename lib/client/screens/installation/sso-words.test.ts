import { expect, it } from "vitest";
import { environmentExample, inNoGroupWords, linkingWords } from "./sso-words";

it("[SSO-SETTINGS] says what becomes of who is in no group, and of an e-mail that somebody has", () => {
  const roles = [{ role: "admin" as const, groups: ["pulse-admins"] }];
  expect(inNoGroupWords({ roles })).toBe("not let in");
  expect(inNoGroupWords({ roles: [...roles, { role: "viewer", groups: ["staff", "*"] }] })).toMatch(/^Viewer,/);
  expect(linkingWords({ linkByEmail: false })).toMatch(/^off/);
  expect(linkingWords({ linkByEmail: true })).toContain("verified");
});

it("[SSO-SETTINGS] what is to be copied holds the address of this installation, if it has one", () => {
  expect(environmentExample("https://ops.shop.example")).toMatch(
    /^PUBLIC_URL=https:\/\/ops\.shop\.example\nOIDC_ISSUER=/,
  );
  expect(environmentExample(null)).toContain("PUBLIC_URL=https://");
});
