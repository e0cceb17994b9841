import { CopyBlock } from "../explore/copy-block";
import classes from "./installation.module.css";
import { environmentExample, redirectUriOf } from "./sso-words";

/** What to do where single sign-on is not set up. */
export function SsoHowTo({ publicUrl }: { publicUrl: string | null }) {
  return (
    <div className={classes.sides}>
      <div>
        <p className={classes.text}>
          People sign in with passwords. Any OpenID Connect provider (Keycloak, Entra ID, Okta, Google …) can sign them
          in beside that, with roles by their groups there.
        </p>
        <ol className={classes.steps}>
          <li>
            Make a client there with the redirect address <code>{redirectUriOf(publicUrl)}</code>
            {publicUrl === null && ", with your PUBLIC_URL in the place of localhost"}.
          </li>
          <li>
            Have it tell a person’s groups in the ID token, in the claim groups (or name another: OIDC_ROLE_CLAIM).
          </li>
          <li>Put these variables into the environment of the server, with values of your own, and start it again.</li>
        </ol>
        <p className={classes.note}>
          Keep one admin with a password, for the day when the provider does not answer. The rest of the variables:
          docs/security.md.
        </p>
      </div>
      <CopyBlock text={environmentExample(publicUrl)} label="Copy the variables" />
    </div>
  );
}
