"use client";

import Link from "next/link";
import { PopPanel } from "../../ui/pop-panel";
import { streamWord } from "./connection-words";
import classes from "./streams-panel.module.css";

/** How many streams and groups, and in a panel which. */
export function StreamsPanel({ streams, name }: { streams: readonly string[]; name: string }) {
  if (streams.length === 0) return <span className={classes.none}>none</span>;
  const count = `${streams.length} ${streams.length === 1 ? "stream" : "streams"}`;
  return (
    <PopPanel label={`${count} of ${name}`} trigger={count} triggerClassName={classes.trigger}>
      {() => (
        <ul className={classes.list}>
          {streams.map(streamWord).map(({ key, text, href }) => (
            <li key={key}>{href === undefined ? text : <Link href={href}>{text}</Link>}</li>
          ))}
        </ul>
      )}
    </PopPanel>
  );
}
