"use client";

import { Card } from "../../ui/card";
import type { SetupChoices } from "./setup-choices";
import { SetupForm } from "./setup-form";
import classes from "./setup-screen.module.css";

/** The first run: whoever has the code from the log becomes the admin. */
export function SetupScreen({ choices }: { choices: SetupChoices }) {
  return (
    <Card className={classes.card} labelledBy="setup-title">
      <div data-wide>
        <h1 className={classes.title} id="setup-title">
          Welcome. Let us set up your shop.
        </h1>
        <p className={classes.intro}>
          The server printed a one-time code in its log when it started. It shows that this server is yours.
        </p>
        <SetupForm choices={choices} onDone={(signedIn) => location.assign(signedIn ? "/" : "/login")} />
      </div>
    </Card>
  );
}
