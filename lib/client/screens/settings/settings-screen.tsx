"use client";

import { PageHeader } from "../../shell/page-header";
import { useSessionInfo } from "../../shell/session-info";
import { Grid } from "../../ui/grid";
import { AppearanceCard } from "./appearance-card";
import { PasswordCard } from "./password-card";
import { ProfileCard } from "./profile-card";
import { SessionsCard } from "./sessions-card";
import type { SettingsData } from "./settings-data";
import { SignInCard } from "./sign-in-card";

/** One's own account. */
export function SettingsScreen({ initial }: { initial: SettingsData }) {
  const { me } = useSessionInfo();
  const current = initial.sessions.find((session) => session.current);
  return (
    <>
      <PageHeader title="Settings" />
      <Grid>
        <ProfileCard />
        {me.signIn.password ? <PasswordCard current={current} /> : <SignInCard current={current} />}
        <SessionsCard initial={initial} />
        <AppearanceCard />
      </Grid>
    </>
  );
}
