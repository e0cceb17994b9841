import type { InstallationSettings } from "@/lib/contracts/settings";
import { CopyBlock } from "../explore/copy-block";
import classes from "./installation.module.css";
import { environmentExample } from "./sso-words";

type SsoHowToProps = Omit<InstallationSettings, "singleSignOn">;

/** What to do where single sign-on is not set up. */
export function SsoHowTo({ publicUrl, redirectUri }: SsoHowToProps) {
  return (
    <div className={classes.sides}>
      <div>
        <p className={classes.text}>
          People sign in with passwords. Any OpenID Connect provider (Keycloak, Entra ID, Okta …) can sign them in
          beside that, with roles by their groups there.
        </p>
        <ol className={classes.steps}>
          <li>
            Make a client there with the redirect address <code>{redirectUri}</code>
            {publicUrl === null && (
              <>
                , with your <code>PUBLIC_URL</code> in the place of this machine’s address
              </>
            )}
            .
          </li>
          <li>
            Have it tell a person’s groups in the claim <code>groups</code> of the ID token, or name another claim in{" "}
            <code>OIDC_ROLE_CLAIM</code>.
          </li>
          <li>Put these variables into the environment of the server, with values of your own, and start it again.</li>
        </ol>
        <p className={classes.note}>
          Keep one admin with a password, for the day when the provider does not answer. More is in docs/security.md.
        </p>
      </div>
      <CopyBlock text={environmentExample(publicUrl)} label="Copy the variables" />
    </div>
  );
}
