import { roles } from "@/lib/contracts/permissions";
import type { SingleSignOn } from "@/lib/contracts/settings";
import { operations } from "@/lib/contracts/settings";
import { defineVerb } from "../define-verb";
import type { SsoConfig } from "../identity/sso-roles";

/** How this installation is set up. It is read only: the environment says it, at the start. */
export const readSettings = defineVerb(operations.readSettings, async ({ services }) => {
  const { publicUrl, ownUrl, sso } = services.config;
  return { publicUrl, redirectUri: `${ownUrl}/api/auth/callback/sso`, singleSignOn: sso && describeSso(sso) };
});

/** Field by field: what is added to the configuration, such as another secret, is not shown by itself. */
const describeSso = ({ issuer, clientId, name, scope, roleClaim, roleMap, linkByEmail }: SsoConfig): SingleSignOn => ({
  issuer,
  clientId,
  name,
  scope,
  roleClaim,
  roles: roles.toReversed().flatMap((role) => {
    const groups = roleMap[role];
    return groups ? [{ role, groups: [...groups] }] : [];
  }),
  linkByEmail,
});
