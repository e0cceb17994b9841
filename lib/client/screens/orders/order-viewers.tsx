"use client";

import { useGroup } from "../../hub/ops-group";
import { useSessionInfo } from "../../shell/session-info";
import { AvatarStack } from "../../ui/avatar-stack";
import classes from "./order-viewers.module.css";
import { otherViewers, viewersText } from "./other-viewers";

/** Who else has this order open, live. Its line is there from the start, so that nothing moves when somebody comes. */
export function OrderViewers({ orderId }: { orderId: string }) {
  const { me } = useSessionInfo();
  const { members, state } = useGroup(`order:${orderId}`);
  const viewers = otherViewers(members, me.id);
  return (
    <div className={classes.line}>
      <span className={classes.title}>Also viewing</span>
      {viewers.length === 0 ? (
        <span className={classes.nobody}>{state === "joined" ? "nobody else" : "…"}</span>
      ) : (
        <>
          <AvatarStack
            title="Also viewing"
            people={viewers.map((viewer) => ({ ...viewer, you: viewer.id === me.id }))}
          />
          <span className={classes.names}>{viewersText(viewers, me.id)}</span>
        </>
      )}
    </div>
  );
}
