"use client";

import { Avatar } from "./avatar";
import classes from "./avatar-stack.module.css";
import { PopPanel } from "./pop-panel";

/** Somebody with open connections; `you` marks the viewer. */
export type Watcher = { id: string; name: string; connections: number; you?: boolean };

export type AvatarStackProps = {
  people: readonly Watcher[];
  /** How many avatars before "+N". */
  max?: number;
  /** "Watching now". */
  title?: string;
};

/** Who is here: a few avatars, and the whole list with connection counts in a panel. */
export function AvatarStack({ people, max = 3, title = "Watching now" }: AvatarStackProps) {
  if (people.length === 0) return null;
  // With one too many, the place of the last avatar goes to "+2" rather than to a "+1" beside it.
  const shown = people.length > max ? people.slice(0, max - 1) : people;
  const more = people.length - shown.length;
  return (
    <PopPanel
      label={`${title}: ${people.length} ${people.length === 1 ? "person" : "people"}`}
      triggerClassName={classes.stack}
      trigger={
        <>
          {shown.map((person) => (
            <span className={classes.slot} key={person.id}>
              <Avatar id={person.id} name={person.name} size="sm" />
            </span>
          ))}
          {more > 0 && (
            <span className={classes.slot}>
              <span className={classes.more}>+{more}</span>
            </span>
          )}
        </>
      }
    >
      {() => (
        <div className={classes.panel}>
          <p className={classes.title}>{title}</p>
          <ul className={classes.list}>
            {people.map((person) => (
              <li className={classes.person} key={person.id}>
                <Avatar id={person.id} name={person.name} size="sm" />
                <span className={classes.name}>
                  {person.name}
                  {person.you && <span className={classes.you}> (you)</span>}
                </span>
                <span className={classes.count}>
                  {person.connections} {person.connections === 1 ? "connection" : "connections"}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </PopPanel>
  );
}
