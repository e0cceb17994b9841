import type { SingleSignOn } from "@/lib/contracts/settings";
import { roleWord } from "../admin/user-changes";

export const everybody = "*";

/** What becomes of who is in none of the groups. */
export function inNoGroupWords({ roles }: Pick<SingleSignOn, "roles">): string {
  const open = roles.find(({ groups }) => groups.includes(everybody));
  return open ? `${roleWord(open.role)}, like everybody` : "not let in";
}

/** Whether an account with a password is taken over by who has its e-mail at the provider. */
export const linkingWords = ({ linkByEmail }: Pick<SingleSignOn, "linkByEmail">): string =>
  linkByEmail ? "on, if the provider has verified it" : "off: an e-mail opens nobody’s account";

/** To be filled in and put into the server's environment. */
export const environmentExample = (publicUrl: string | null): string =>
  [
    `PUBLIC_URL=${publicUrl ?? "https://ops.shop.example"}`,
    "OIDC_ISSUER=https://login.shop.example/realms/shop",
    "OIDC_CLIENT_ID=pulseboard",
    "OIDC_CLIENT_SECRET=…",
    'OIDC_NAME="Shop login"',
    'OIDC_ROLE_MAP="admin=pulse-admins;operator=ops,shipping;viewer=staff"',
  ].join("\n");
