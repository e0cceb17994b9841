"use client";

import type { Session } from "@/lib/contracts/accounts";
import type { SignInWays } from "@/lib/contracts/identity";
import { useSessionInfo } from "../../shell/session-info";
import { Card, CardHead } from "../../ui/card";
import { RelativeTime } from "../../ui/time/relative-time";
import classes from "./settings-card.module.css";

interface SignInCardProps {
  /** The session of this browser, if it is in the list. */
  current: Session | undefined;
}

/** How one signs in, for who has no password: nothing to fill in, but what is so and who decides it. */
export function SignInCard({ current }: SignInCardProps) {
  const { provider } = useSessionInfo().me.signIn;
  return (
    <Card span={6} labelledBy="sign-in-title">
      <CardHead title="How you sign in" id="sign-in-title" />
      <div className={classes.form}>
        <dl className={classes.facts}>
          <dt>Single sign-on</dt>
          <dd>{provider ?? "no longer lets you in"}</dd>
          <dt>Password</dt>
          <dd>none here</dd>
          {current && (
            <>
              <dt>This browser</dt>
              <dd>
                signed in {bySession(current, provider)}, <RelativeTime at={current.createdAt} />
              </dd>
            </>
          )}
        </dl>
        <p className={classes.note}>{noPasswordWords(provider)}</p>
      </div>
    </Card>
  );
}

const noPasswordWords = (provider: string | null): string =>
  provider === null
    ? "Once this session ends you cannot come back: ask an admin for a reset link, by which you choose a password."
    : `Your account has no password: you sign in with ${provider}. Signing out here does not sign you out there.`;

/** "with Shop login", "by password": how the session began, whatever other way there is. */
export const bySession = ({ method }: Session, provider: SignInWays["provider"]): string =>
  method === "sso" ? `with ${provider ?? "single sign-on"}` : method === "token" ? "by a token" : "by password";
