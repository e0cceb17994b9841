import type { SignInWays, User } from "@/lib/contracts/identity";
import { HubError } from "@/lib/hub-protocol";
import type { ServiceConfig } from "../context";
import { trimSlash } from "./sso-roles";
import type { UserRow } from "./user-row";

type Config = Pick<ServiceConfig, "sso">;

/** How somebody gets in as this process is set up. Whom a provider of before vouched for has none: nobody would let them in. */
export const signInWaysOf = (
  { passwordHash, ssoIssuer }: Pick<UserRow, "passwordHash" | "ssoIssuer">,
  { sso }: Config,
): SignInWays => ({
  password: passwordHash !== null,
  provider: sso !== null && ssoIssuer !== null && trimSlash(ssoIssuer) === sso.issuer ? sso.name : null,
});

/**
 * What of somebody cannot be changed here, and why: the list shows the words with which the server refuses. A role that is the
 * provider's would be undone at the next sign-in; a password would go on opening the account after the provider has closed it.
 */
export const fixedOf = ({ password, provider }: SignInWays): User["fixed"] => ({
  role:
    provider === null ? null : `Their role comes from ${provider}, anew at each sign-in. Change their groups there.`,
  password:
    provider === null || password
      ? null
      : `They sign in with ${provider} and have no password. Whether they get in is decided there, or here by disabling them.`,
});

/** Throws CONFLICT naming `field` if that is fixed. */
export function refuseFixed(row: UserRow, config: Config, field: keyof User["fixed"]): void {
  const message = fixedOf(signInWaysOf(row, config))[field];
  if (message !== null) throw new HubError("CONFLICT", message, { fields: [{ path: field, message }] });
}
