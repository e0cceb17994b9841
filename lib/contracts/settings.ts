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

/** How this installation is set up, as far as admins are to see it. `publicUrl`: where browsers find it, if that was said. */
export const InstallationSettings = z.strictObject({
  publicUrl: z.string().nullable(),
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
