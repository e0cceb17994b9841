"use client";

import { useState } from "react";
import { useInvoke } from "../../hub/ops";
import { Card, CardHead } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Grid } from "../../ui/grid";
import { showToast } from "../../ui/toast/toast-store";
import { audienceText, type BroadcastDraft, draftErrors, emptyDraft } from "./broadcast-draft";
import { BroadcastForm } from "./broadcast-form";
import { BroadcastPreview } from "./broadcast-preview";
import { refusalOf } from "./user-changes";

type Errors = { fields: Record<string, string>; message: string | null };

const noErrors: Errors = { fields: {}, message: null };

/** A message from an admin to everybody of some roles, as they will see it. */
export function BroadcastScreen() {
  const [draft, setDraft] = useState(emptyDraft);
  const [errors, setErrors] = useState(noErrors);
  const [confirming, setConfirming] = useState(false);
  const { mutateAsync, isPending } = useInvoke("broadcast");

  const send = async () => {
    const { roles, ...message } = draft;
    try {
      await mutateAsync({ ...message, audience: { roles } });
    } catch (error) {
      setErrors(refusalOf(error, ["title", "body", "severity"]));
      return;
    }
    setDraft(emptyDraft);
    setErrors(noErrors);
    showToast({
      fingerprint: "broadcast-sent",
      severity: "success",
      title: `Sent to ${audienceText(roles)}`,
      body: message.title,
      href: "/inbox",
    });
  };
  const submit = () => {
    const fields = draftErrors(draft);
    setErrors({ fields, message: null });
    if (Object.keys(fields).length > 0) return;
    if (draft.severity === "critical") setConfirming(true);
    else void send();
  };
  const change = (part: Partial<BroadcastDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    // What was wrong is looked at again with every letter; what was not yet wrong waits for "Send".
    const now = draftErrors(next);
    setErrors((was) => ({
      message: null,
      fields: Object.fromEntries(
        Object.entries(was.fields).flatMap(([name]) => (now[name] ? [[name, now[name]]] : [])),
      ),
    }));
  };
  return (
    <Grid>
      <Card span={8} labelledBy="broadcast-title">
        <CardHead title="New broadcast" id="broadcast-title" />
        <BroadcastForm draft={draft} errors={errors} busy={isPending} onChange={change} onSubmit={submit} />
      </Card>
      <Card span={4} labelledBy="preview-title">
        <CardHead title="Preview" id="preview-title" sub={`for ${audienceText(draft.roles)}`} />
        <BroadcastPreview draft={draft} />
      </Card>
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title="Send a critical broadcast?"
        confirmLabel="Send"
        tone="danger"
        onConfirm={send}
      >
        It interrupts {audienceText(draft.roles)} at once, stays on the screen until it is closed, and cannot be called
        back.
      </ConfirmDialog>
    </Grid>
  );
}
