import type { InstallationSettings } from "@/lib/contracts/settings";
import { Card, CardHead } from "../../ui/card";
import { Chip } from "../../ui/chip";
import { Grid } from "../../ui/grid";
import { SsoFacts } from "./sso-facts";
import { SsoHowTo } from "./sso-how-to";

/** How this installation is set up. Nothing of it is changed here: the environment says it when the server starts. */
export function InstallationScreen({ settings }: { settings: InstallationSettings }) {
  const { singleSignOn, ...addresses } = settings;
  return (
    <Grid>
      <Card labelledBy="sso-title">
        <CardHead title="Single sign-on" id="sso-title">
          <Chip tone={singleSignOn ? "ok" : "mute"}>{singleSignOn ? "Set up" : "Not set up"}</Chip>
        </CardHead>
        {singleSignOn ? <SsoFacts {...{ singleSignOn, ...addresses }} /> : <SsoHowTo {...addresses} />}
      </Card>
    </Grid>
  );
}
