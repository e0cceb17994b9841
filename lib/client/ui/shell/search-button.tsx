"use client";

import { IconSearch } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { ActionButton } from "../action-button";
import classes from "./search-button.module.css";

const never = () => () => undefined;
const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Opens the command palette; says its shortcut where there is a keyboard. */
export function SearchButton({ onClick }: { onClick: () => void }) {
  const apple = useSyncExternalStore(never, isApple, () => false);
  return (
    <ActionButton
      label="Search and commands"
      icon={<IconSearch size={15} stroke={1.8} aria-hidden />}
      onClick={onClick}
    >
      <span className={classes.word}>Search</span>
      <kbd className={classes.kbd}>{apple ? "⌘ K" : "Ctrl K"}</kbd>
    </ActionButton>
  );
}
