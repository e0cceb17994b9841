"use client";

import { Card } from "../../ui/card";
import type { DemoAccount } from "./demo-accounts";
import { FormMessage } from "./form-message";
import { LoginForm } from "./login-form";
import classes from "./login-screen.module.css";
import { SsoButton } from "./sso-button";
import { wordsForSso } from "./sso-problem";

export interface LoginScreenProps {
  /** A path of ours, checked by `returnPath`. */
  from: string;
  /** In a demo only. */
  demoAccounts: readonly DemoAccount[] | null;
  /** What single sign-on is called here; null where there is none. */
  ssoName: string | null;
  /** Why it came to nothing, as the address says. */
  ssoProblem: string | null;
}

/** The page before everything else. */
export function LoginScreen({ from, demoAccounts, ssoName, ssoProblem }: LoginScreenProps) {
  return (
    <Card className={classes.card} labelledBy="login-title">
      <h1 className={classes.title} id="login-title">
        Sign in
      </h1>
      {ssoName !== null && ssoProblem !== null && (
        <div className={classes.problem}>
          <FormMessage>{wordsForSso(ssoProblem, ssoName)}</FormMessage>
        </div>
      )}
      {/* A whole new page: nothing of what was loaded for nobody is kept. */}
      <LoginForm demoAccounts={demoAccounts} onSignedIn={() => location.assign(from)} />
      {ssoName !== null && <SsoButton name={ssoName} from={from} />}
    </Card>
  );
}
