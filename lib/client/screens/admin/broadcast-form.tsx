"use client";

import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useId } from "react";
import type { Severity } from "@/lib/contracts/notifications";
import type { Role } from "@/lib/contracts/permissions";
import { ActionButton } from "../../ui/action-button";
import { RangePicker } from "../../ui/range-picker";
import { FormMessage } from "../login/form-message";
import { type BroadcastDraft, longest } from "./broadcast-draft";
import classes from "./broadcast-form.module.css";
import { roleChoices } from "./user-changes";

interface BroadcastFormProps {
  draft: BroadcastDraft;
  errors: { fields: Record<string, string>; message: string | null };
  busy: boolean;
  onChange: (part: Partial<BroadcastDraft>) => void;
  onSubmit: () => void;
}

const severities: readonly { key: Severity; label: string; short: string }[] = [
  { key: "info", label: "Info", short: "Info" },
  { key: "warning", label: "Warning", short: "Warning" },
  { key: "critical", label: "Critical", short: "Critical" },
];

export function BroadcastForm({ draft, errors, busy, onChange, onSubmit }: BroadcastFormProps) {
  const severityId = useId();
  const toggle = (role: Role) =>
    onChange({
      roles: roleChoices.flatMap(({ value }) => (draft.roles.includes(value) !== (value === role) ? [value] : [])),
    });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <div>
        <p className={classes.label} id={severityId} aria-hidden>
          Severity
        </p>
        <RangePicker
          options={severities}
          value={draft.severity}
          onChange={(severity) => onChange({ severity })}
          label="Severity"
        />
      </div>
      <TextInput
        label={<Counted label="Title" length={draft.title.trim().length} most={longest.title} />}
        value={draft.title}
        error={errors.fields.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Textarea
        label={<Counted label="Message" length={draft.body.trim().length} most={longest.body} />}
        rows={6}
        value={draft.body}
        error={errors.fields.body}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      <fieldset className={classes.roles}>
        <legend className={classes.label}>Who is told</legend>
        {roleChoices.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={`${label}s`}
            checked={draft.roles.includes(value)}
            onChange={() => toggle(value)}
          />
        ))}
        {errors.fields.roles && (
          <p className={classes.error} role="alert">
            {errors.fields.roles}
          </p>
        )}
      </fieldset>
      {errors.message !== null && <FormMessage>{errors.message}</FormMessage>}
      <div className={classes.end}>
        <ActionButton
          type="submit"
          look="primary"
          disabled={busy}
          icon={<IconSpeakerphone size={16} stroke={1.8} aria-hidden />}
        >
          {busy ? "Sending…" : "Send"}
        </ActionButton>
      </div>
    </form>
  );
}

/** A label with how much is written; the count is no part of what a screen reader calls the field each time. */
function Counted({ label, length, most }: { label: string; length: number; most: number }) {
  return (
    <>
      {label}{" "}
      <span className={classes.counter} data-over={length > most || undefined} aria-hidden>
        {length} / {most}
      </span>
    </>
  );
}
