"use client";

import { IconTerminal2 } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { usePermission, useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { CopyBlock } from "./copy-block";
import classes from "./send-sample.module.css";
import { useOrigin } from "./use-origin";

const keyCommand = "KEY=pb_YOUR_KEY";

const tokenCommand = (origin: string, email: string): string =>
  `KEY=$(curl -s ${origin}/api/token -H 'content-type: application/json' \\
  -d '{"username":"${email}","password":"YOUR PASSWORD"}' \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;

const sampleCommand = (origin: string): string =>
  `curl ${origin}/api/metrics -H "authorization: Bearer $KEY" \\
  -H 'content-type: application/json' \\
  -d '{"samples":[{"name":"checkout.latency","value":42.5,"unit":"ms","labels":{"source":"checkout"}}]}'`;

/** How a sample is sent from a shell, with this page's own address. */
export function SendSample() {
  const origin = useOrigin();
  const { me } = useSessionInfo();
  const mayWrite = usePermission("metrics.write");
  const mayMakeKeys = usePermission("keys.manage");
  return (
    <div className={classes.steps}>
      <p>
        1. A program sends with an API key that may “Send measurements”.{" "}
        {mayMakeKeys ? (
          <Link className={classes.link} href="/admin/keys">
            Create one
          </Link>
        ) : (
          "An admin makes one for you"
        )}
        , then:
      </p>
      <CopyBlock label="Copy the line for the key" text={keyCommand} />
      <p>2. A sample. Its series appears in the list within a second or two:</p>
      <CopyBlock label="Copy the sample command" text={sampleCommand(origin)} />
      {mayWrite && (
        <details className={classes.more}>
          <summary>Just trying? Use an access token of your own, good for five minutes</summary>
          <CopyBlock label="Copy the token command" text={tokenCommand(origin, me.email)} />
        </details>
      )}
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
