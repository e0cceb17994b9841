"use client";

import { useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { schemeChoices } from "../../theme/scheme-choices";
import { Card, CardHead } from "../../ui/card";
import { RangePicker } from "../../ui/range-picker";
import classes from "./settings-card.module.css";

const options = schemeChoices.map(({ value, label }) => ({ key: value, label, short: label }));

/** The same choice as in the account menu, kept in this browser. */
export function AppearanceCard() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // Only the browser knows it: the server renders none as chosen.
  const isMounted = useMounted();
  return (
    <Card labelledBy="appearance-title">
      <CardHead title="Colours" id="appearance-title" />
      <div className={classes.choices}>
        <span className={classes.note}>Kept in this browser.</span>
        <RangePicker
          options={options}
          value={isMounted ? colorScheme : null}
          onChange={setColorScheme}
          label="Colours"
        />
      </div>
    </Card>
  );
}
