import type { InstallationSettings, SingleSignOn } from "@/lib/contracts/settings";
import { type Fact, FactList } from "../../ui/fact-list";
import { roleWord } from "../admin/user-changes";
import classes from "./installation.module.css";
import { everybody, inNoGroupWords, linkingWords } from "./sso-words";

interface SsoFactsProps extends Omit<InstallationSettings, "singleSignOn"> {
  singleSignOn: SingleSignOn;
}

/** Single sign-on as it is set up: the provider, and who gets which role. */
export function SsoFacts({ singleSignOn, publicUrl, redirectUri }: SsoFactsProps) {
  const { issuer, clientId, name, scope, roleClaim, roles } = singleSignOn;
  const provider: Fact[] = [
    ["Button", `Sign in with ${name}`],
    ["Issuer", <code key="issuer">{issuer}</code>],
    ["Client", <code key="client">{clientId}</code>],
    ["Client secret", "set, and shown nowhere"],
    ["Redirect address", <code key="redirect">{redirectUri}</code>],
    ["Scopes", <code key="scopes">{scope}</code>],
    ["Linking by e-mail", linkingWords(singleSignOn)],
  ];
  const mapping: Fact[] = [
    ...roles.map(({ role, groups }): Fact => [roleWord(role), <Groups key={role} groups={groups} />]),
    ["In none of them", inNoGroupWords(singleSignOn)],
  ];
  return (
    <div className={classes.sides}>
      <section aria-labelledby="sso-provider">
        <h3 className={classes.part} id="sso-provider">
          Provider
        </h3>
        <FactList facts={provider} />
      </section>
      <section aria-labelledby="sso-roles">
        <h3 className={classes.part} id="sso-roles">
          Roles by group (claim <code>{roleClaim}</code>)
        </h3>
        <FactList facts={mapping} />
        <p className={classes.note}>
          The highest role counts, anew at each sign-in. All of this is set by the environment (<code>OIDC_…</code>)
          when the server starts, and not changed here.
        </p>
        {publicUrl === null && (
          <p className={classes.note}>
            <code>PUBLIC_URL</code> is not set: single sign-on works in a browser on this machine alone.
          </p>
        )}
      </section>
    </div>
  );
}

function Groups({ groups }: { groups: readonly string[] }) {
  return groups.map((group, at) => (
    <span key={group}>
      {at > 0 && ", "}
      {group === everybody ? "everybody" : <code>{group}</code>}
    </span>
  ));
}
