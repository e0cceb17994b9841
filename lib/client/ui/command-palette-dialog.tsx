"use client";

import { Spotlight, type SpotlightProps, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.layer.css";
import { IconSearch } from "@tabler/icons-react";
import { useEffect } from "react";
import type { CommandAction } from "./command-palette";
import classes from "./command-palette.module.css";

function toSpotlight(action: CommandAction) {
  return {
    id: action.id,
    label: action.label,
    description: action.description,
    keywords: action.keywords ? [...action.keywords] : undefined,
    leftSection: action.icon,
    rightSection: action.shortcut ? <kbd className={classes.kbd}>{action.shortcut}</kbd> : undefined,
    onClick: action.onTrigger,
  };
}

function toGroups(actions: readonly CommandAction[]): SpotlightProps["actions"] {
  const groups = new Map<string, CommandAction[]>();
  for (const action of actions) {
    const group = action.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), action]);
  }
  return [...groups].flatMap(([group, members]): SpotlightProps["actions"] =>
    group === "" ? members.map(toSpotlight) : [{ group, actions: members.map(toSpotlight) }],
  );
}

export type CommandPaletteDialogProps = {
  actions: readonly CommandAction[];
  /** Opens again whenever it changes. */
  openRequest: number;
};

/** The palette itself; `CommandPalette` loads it. */
export function CommandPaletteDialog({ actions, openRequest }: CommandPaletteDialogProps) {
  useEffect(() => {
    if (openRequest > 0) spotlight.open();
  }, [openRequest]);
  return (
    <Spotlight
      actions={toGroups(actions)}
      shortcut={null}
      // The lock writes a style element without our nonce; the dialog covers the page anyway.
      lockScroll={false}
      nothingFound="Nothing found. Try another word."
      highlightQuery
      scrollable
      maxHeight={420}
      limit={40}
      searchProps={{
        placeholder: "Search pages and commands",
        leftSection: <IconSearch size={18} stroke={1.8} aria-hidden />,
      }}
      classNames={{
        content: classes.content,
        search: classes.search,
        action: classes.action,
        actionsGroup: classes.group,
      }}
      overlayProps={{ className: classes.overlay }}
    />
  );
}
