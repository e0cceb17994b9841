"use client";

import { IconSelector } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Avatar } from "../avatar";
import { PopPanel } from "../pop-panel";
import classes from "./user-block.module.css";

export type UserBlockProps = {
  id: string;
  name: string;
  /** "admin · Berlin, UTC+1". */
  detail: string;
  /** The panel that opens above: usually `<MenuItems items={…} onDone={close} />`. */
  menu: (close: () => void) => ReactNode;
};

/** Who is signed in, at the foot of the rail, with a menu. */
export function UserBlock({ id, name, detail, menu }: UserBlockProps) {
  return (
    <div className={classes.block}>
      <PopPanel
        label={`${name}: account menu`}
        side="above"
        align="start"
        triggerClassName={classes.trigger}
        trigger={
          <>
            <Avatar id={id} name={name} />
            <span className={classes.text}>
              <span className={classes.name}>{name}</span>
              <span className={classes.detail}>{detail}</span>
            </span>
            <IconSelector className={classes.mark} size={14} stroke={1.9} aria-hidden />
          </>
        }
      >
        {menu}
      </PopPanel>
    </div>
  );
}
