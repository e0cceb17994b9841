import type { SingleSignOn } from "@/lib/contracts/settings";
import { roleWord } from "../admin/user-changes";

/** Where the provider sends people back to; without PUBLIC_URL this is for trying it on one machine. */
export const redirectUriOf = (publicUrl: string | null): string =>
  `${publicUrl ?? "http://localhost:3000"}/api/auth/callback/sso`;

export const everybody = "*";

/** What becomes of who is in none of the groups. */
export function inNoGroupWords({ roles }: Pick<SingleSignOn, "roles">): string {
  const open = roles.find(({ groups }) => groups.includes(everybody));
  return open ? `${roleWord(open.role)}, like everybody whom the provider lets in` : "not let in";
}

/** What happens when somebody has the e-mail of an account with a password. */
export const sameEmailWords = ({ linkByEmail }: Pick<SingleSignOn, "linkByEmail">): string =>
  linkByEmail
    ? "opens that account, if the provider has verified the e-mail"
    : "refused: an e-mail opens nobody’s account";

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
