/** Why somebody who comes from the single sign-on provider is not let in: `sso` in the address of the login page. */
export const ssoRefusals = [
  "unreachable",
  "refused",
  "failed",
  "no-role",
  "no-email",
  "unverified",
  "email-taken",
  "disabled",
  "last-admin",
  "not-set-up",
] as const;
export type SsoRefusal = (typeof ssoRefusals)[number];
