"use client";

import { IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { Diagnosis, LiveConnection } from "@/lib/contracts/connections";
import { useHubClient } from "../../hub/ops";
import { ActionButton } from "../../ui/action-button";
import { Chip } from "../../ui/chip";
import { Dialog } from "../../ui/dialog";
import { type Fact, FactList } from "../../ui/fact-list";
import { formatValue } from "../../ui/format";
import { Skeleton } from "../../ui/skeleton";
import { latencyText, transportText } from "./connection-words";
import classes from "./diagnose-dialog.module.css";

type Progress = { kind: "asking" } | { kind: "answered"; diagnosis: Diagnosis } | { kind: "failed"; message: string };

interface DiagnoseDialogProps {
  connection: LiveConnection;
  open: boolean;
  onClose: () => void;
  /** Why nobody can be asked at the moment; null while it can be done. */
  disabledBecause: string | null;
}

/** Longer than the server waits for the page. */
const timeoutMs = 8_000;

/** Asks the page behind a connection how it fares, and shows what it says beside what the server knows. */
export function DiagnoseDialog({ connection, open, onClose, disabledBecause }: DiagnoseDialogProps) {
  const { progress, ask } = useDiagnosis(connection.id, open);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Connection of ${connection.name}`}
      footer={
        <ActionButton
          icon={<IconRefresh size={16} stroke={1.8} aria-hidden />}
          disabled={progress.kind === "asking" || disabledBecause !== null}
          hint={disabledBecause ?? undefined}
          onClick={ask}
        >
          Ask again
        </ActionButton>
      }
    >
      <p className={classes.which}>
        {connection.client}, {connection.address}
      </p>
      <div className={classes.answer} aria-live="polite" aria-busy={progress.kind === "asking"}>
        {progress.kind === "failed" ? (
          <p className={classes.failure}>{progress.message}</p>
        ) : (
          <Facts diagnosis={progress.kind === "answered" ? progress.diagnosis : null} />
        )}
      </div>
    </Dialog>
  );
}

function useDiagnosis(connectionId: string, open: boolean) {
  const client = useHubClient();
  const [progress, setProgress] = useState<Progress>({ kind: "asking" });
  const asking = useRef<AbortController>(undefined);
  const ask = useCallback(() => {
    asking.current?.abort();
    asking.current = new AbortController();
    const { signal } = asking.current;
    setProgress({ kind: "asking" });
    client.invoke("diagnoseConnection", { connectionId }, { signal, timeoutMs, whenAway: "fail" }).then(
      (diagnosis) => !signal.aborted && setProgress({ kind: "answered", diagnosis }),
      (error: Error) => !signal.aborted && setProgress({ kind: "failed", message: error.message }),
    );
  }, [client, connectionId]);
  useEffect(() => {
    if (!open) return;
    ask();
    return () => asking.current?.abort();
  }, [open, ask]);
  return { progress, ask };
}

/** The same lines while the answer is on its way, so that nothing moves when it comes. */
function Facts({ diagnosis }: { diagnosis: Diagnosis | null }) {
  const fact = (name: string, say: (diagnosis: Diagnosis) => ReactNode): Fact => [
    name,
    diagnosis ? say(diagnosis) : <Skeleton key={name} width={92} />,
  ];
  return (
    <FactList
      facts={[
        fact("Page", ({ visible }) => (visible ? "in view" : "in the background")),
        fact("Window", ({ viewport }) => `${viewport.width} × ${viewport.height}`),
        fact("Answered in", ({ answeredInMs }) => latencyText(answeredInMs)),
        fact("Round trip, by the page", ({ rttMs }) => (rttMs === null ? "not yet" : latencyText(rttMs))),
        fact("Heartbeat, by the server", ({ latencyMs }) => (latencyMs === null ? "not yet" : latencyText(latencyMs))),
        fact("Transport", transportText),
        fact("Waiting to be sent", ({ queuedBytes }) => formatValue(queuedBytes, "B")),
        fact("Build", ({ build, serverBuild }) => (
          <>
            {build}{" "}
            {build === serverBuild ? (
              <Chip tone="ok">Same as the server</Chip>
            ) : (
              <Chip tone="warn">Needs a reload</Chip>
            )}
          </>
        )),
      ]}
    />
  );
}
