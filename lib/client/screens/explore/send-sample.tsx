"use client";

import { IconTerminal2 } from "@tabler/icons-react";
import { useState, useSyncExternalStore } from "react";
import { usePermission, useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { CopyBlock } from "./copy-block";
import classes from "./send-sample.module.css";

const subscribe = () => () => undefined;

/** The address that this page was opened by; what curl must reach too. */
const useOrigin = (): string =>
  useSyncExternalStore(
    subscribe,
    () => window.location.origin,
    () => "",
  );

const tokenCommand = (origin: string, email: string): string =>
  `TOKEN=$(curl -s ${origin}/api/token -H 'content-type: application/json' \\
  -d '{"username":"${email}","password":"YOUR PASSWORD"}' \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;

const sampleCommand = (origin: string): string =>
  `curl ${origin}/api/metrics -H "authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"samples":[{"name":"checkout.latency","value":42.5,"unit":"ms","labels":{"source":"checkout"}}]}'`;

/** How a sample is sent from a shell, with this page's own address. */
export function SendSample() {
  const origin = useOrigin();
  const { me } = useSessionInfo();
  const mayWrite = usePermission("metrics.write");
  return (
    <div className={classes.steps}>
      {!mayWrite && <p>Sending needs the role operator or admin; as viewer you see what others send.</p>}
      <p>1. An access token, good for five minutes:</p>
      <CopyBlock label="Copy the token command" text={tokenCommand(origin, me.email)} />
      <p>2. A sample. Its series appears in the list within a second or two:</p>
      <CopyBlock label="Copy the sample command" text={sampleCommand(origin)} />
    </div>
  );
}

/** The same behind a button. */
export function SendSampleButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ActionButton
        look="quiet"
        icon={<IconTerminal2 size={16} stroke={1.8} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Send your own samples
      </ActionButton>
      <Dialog open={open} onClose={() => setOpen(false)} title="Send a sample">
        <SendSample />
      </Dialog>
    </>
  );
}
