"use client";

import { PageHeader } from "../../shell/page-header";
import { Grid } from "../../ui/grid";
import { AppearanceCard } from "./appearance-card";
import { PasswordCard } from "./password-card";
import { ProfileCard } from "./profile-card";
import { SessionsCard } from "./sessions-card";
import type { SettingsData } from "./settings-data";

/** One's own account. */
export function SettingsScreen({ initial }: { initial: SettingsData }) {
  return (
    <>
      <PageHeader title="Settings" />
      <Grid>
        <ProfileCard />
        <PasswordCard />
        <SessionsCard initial={initial} />
        <AppearanceCard />
      </Grid>
    </>
  );
}
