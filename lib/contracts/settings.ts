import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { Role } from "./role";

/** Single sign-on as the environment sets it up; never the client's secret. */
export const SingleSignOn = z.strictObject({
  issuer: z.string(),
  clientId: z.string(),
  /** What the button calls it. */
  name: z.string(),
  scope: z.string(),
  /** Where in the claims the groups stand. */
  roleClaim: z.string(),
  /** The highest first; "*" is everybody whom the provider lets in. */
  roles: z.array(z.strictObject({ role: Role, groups: z.array(z.string()) })),
  linkByEmail: z.boolean(),
});
export type SingleSignOn = z.infer<typeof SingleSignOn>;

/** How this installation is set up, as far as admins are to see it. */
export const InstallationSettings = z.strictObject({
  /** Where browsers find it (PUBLIC_URL); null if nobody said so. */
  publicUrl: z.string().nullable(),
  /** Where a single sign-on provider sends people back to; without a public address it is this machine's own. */
  redirectUri: z.string(),
  singleSignOn: SingleSignOn.nullable(),
});
export type InstallationSettings = z.infer<typeof InstallationSettings>;

export const operations = {
  readSettings: operation({
    input: z.strictObject({}),
    output: InstallationSettings,
    permission: "settings.manage",
  }),
};
