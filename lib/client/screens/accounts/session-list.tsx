"use client";

import { IconDeviceDesktop, IconTerminal2 } from "@tabler/icons-react";
import type { Session } from "@/lib/contracts/accounts";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { RelativeTime } from "../../ui/time/relative-time";
import classes from "./session-list.module.css";

interface SessionListProps {
  sessions: readonly Session[];
  /** The one that is being ended. */
  endingId: string | null;
  onEnd: (session: Session) => void;
}

const icon = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Where somebody is signed in: one line each, this one first. */
export function SessionList({ sessions, endingId, onEnd }: SessionListProps) {
  const ordered = [...sessions].sort((one, other) => Number(other.current) - Number(one.current));
  return (
    <ul className={classes.list}>
      {ordered.map((session) => (
        <li key={session.id} className={classes.row} data-session={session.id}>
          <span className={classes.icon}>
            {session.method === "token" ? <IconTerminal2 {...icon} /> : <IconDeviceDesktop {...icon} />}
          </span>
          <span className={classes.words}>
            <span className={classes.name}>
              {session.client}
              {session.current && <Chip tone="info">This browser</Chip>}
              {session.live && !session.current && <Chip tone="ok">Connected</Chip>}
              {session.method === "token" && <Chip tone="mute">Token</Chip>}
              {session.method === "sso" && <Chip tone="mute">Single sign-on</Chip>}
            </span>
            <span className={classes.second}>
              {session.address ?? "unknown address"} · signed in <RelativeTime at={session.createdAt} />
              {!session.live && !session.current && (
                <>
                  {" "}
                  · last used <RelativeTime at={session.lastUsedAt} />
                </>
              )}
            </span>
          </span>
          {!session.current && (
            <ActionButton
              onClick={() => onEnd(session)}
              disabled={endingId === session.id}
              label={`End session: ${session.client}, ${session.address ?? "unknown address"}`}
            >
              End
            </ActionButton>
          )}
        </li>
      ))}
    </ul>
  );
}
