import type { SingleSignOn } from "@/lib/contracts/settings";
import { type Fact, FactList } from "../../ui/fact-list";
import { roleWord } from "../admin/user-changes";
import classes from "./installation.module.css";
import { everybody, inNoGroupWords, redirectUriOf, sameEmailWords } from "./sso-words";

interface SsoFactsProps {
  singleSignOn: SingleSignOn;
  publicUrl: string | null;
}

/** Single sign-on as it is set up: the provider on the left, who gets which role on the right. */
export function SsoFacts({ singleSignOn, publicUrl }: SsoFactsProps) {
  const { issuer, clientId, name, scope, roleClaim, roles } = singleSignOn;
  const provider: Fact[] = [
    ["Button on the login page", `Sign in with ${name}`],
    ["Issuer", <code key="issuer">{issuer}</code>],
    ["Client", <code key="client">{clientId}</code>],
    ["Client secret", "set, and shown nowhere"],
    ["Redirect address", <code key="redirect">{redirectUriOf(publicUrl)}</code>],
    ["Scopes", <code key="scopes">{scope}</code>],
    ["Same e-mail as an account here", sameEmailWords(singleSignOn)],
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
          Roles, by the groups in <code>{roleClaim}</code>
        </h3>
        <FactList facts={mapping} />
        <p className={classes.note}>
          The highest role counts, anew at each sign-in. This is set by the environment (<code>OIDC_…</code>) when the
          server starts, and not changed here.
        </p>
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
