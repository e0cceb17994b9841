"use client";

import { Card } from "../../ui/card";
import type { DemoAccount } from "./demo-accounts";
import { LoginForm } from "./login-form";
import classes from "./login-screen.module.css";

export interface LoginScreenProps {
  /** A path of ours, checked by `returnPath`. */
  from: string;
  /** In a demo only. */
  demoAccounts: readonly DemoAccount[] | null;
}

/** The page before everything else. */
export function LoginScreen({ from, demoAccounts }: LoginScreenProps) {
  return (
    <Card className={classes.card} labelledBy="login-title">
      <h1 className={classes.title} id="login-title">
        Sign in
      </h1>
      {/* A whole new page: nothing of what was loaded for nobody is kept. */}
      <LoginForm demoAccounts={demoAccounts} onSignedIn={() => location.assign(from)} />
    </Card>
  );
}
