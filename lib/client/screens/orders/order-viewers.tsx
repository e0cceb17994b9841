"use client";

import { useGroup } from "../../hub/ops-group";
import { useLiveStatus } from "../../shell/live-status";
import { useSessionInfo } from "../../shell/session-info";
import { AvatarStack } from "../../ui/avatar-stack";
import { StaleChip } from "../../ui/status-chip";
import classes from "./order-viewers.module.css";
import { otherViewers, viewersText } from "./other-viewers";

/** Who else has this order open, live. Its line is there from the start, so that nothing moves when somebody comes. */
export function OrderViewers({ orderId }: { orderId: string }) {
  const { me } = useSessionInfo();
  const { outdatedSinceMs } = useLiveStatus();
  const { members } = useGroup(`order:${orderId}`);
  const viewers = otherViewers(members, me.id);
  return (
    <div className={classes.line} data-outdated={outdatedSinceMs !== null || undefined}>
      <span className={classes.title}>Also viewing</span>
      {outdatedSinceMs !== null && <StaleChip atMs={outdatedSinceMs} />}
      {viewers.length === 0 ? (
        // Who is in it is in it with oneself; without anybody nothing is known yet.
        <span className={classes.nobody}>{members.length > 0 ? "nobody else" : "…"}</span>
      ) : (
        <>
          <AvatarStack
            title="Also viewing"
            people={viewers.map((viewer) => ({ ...viewer, you: viewer.id === me.id }))}
            outdatedSinceMs={outdatedSinceMs}
          />
          <span className={classes.names}>{viewersText(viewers, me.id)}</span>
        </>
      )}
    </div>
  );
}
