"use client";

import { Avatar } from "./avatar";
import classes from "./avatar-stack.module.css";
import { classNames } from "./class-names";
import { PopPanel } from "./pop-panel";
import { StaleChip } from "./status-chip";
import { useTimeZone } from "./time/time-zone";
import { clockText } from "./time/zoned-time";

/** Somebody with open connections; `you` marks the viewer. */
export type Watcher = { id: string; name: string; connections: number; you?: boolean };

export type AvatarStackProps = {
  people: readonly Watcher[];
  /** How many avatars before "+N". */
  max?: number;
  /** "Watching now". */
  title?: string;
  /** Since when it may have changed unseen, ms; null while it is live. */
  outdatedSinceMs?: number | null;
};

/** Who is here: a few avatars, and the whole list with connection counts in a panel. */
export function AvatarStack({ people, max = 3, title = "Watching now", outdatedSinceMs = null }: AvatarStackProps) {
  const zone = useTimeZone();
  if (people.length === 0) return null;
  // With one too many, the place of the last avatar goes to "+2" rather than to a "+1" beside it.
  const shown = people.length > max ? people.slice(0, max - 1) : people;
  const more = people.length - shown.length;
  const asOf = outdatedSinceMs === null ? "" : `, as of ${clockText(outdatedSinceMs, zone, true)}`;
  const label = `${title}${asOf}: ${people.length} ${people.length === 1 ? "person" : "people"}`;
  return (
    <PopPanel
      label={label}
      title={asOf ? label : undefined}
      triggerClassName={classNames(classes.stack, asOf && classes.outdated)}
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
          <p className={classes.title}>
            {title}
            {outdatedSinceMs !== null && <StaleChip atMs={outdatedSinceMs} />}
          </p>
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
