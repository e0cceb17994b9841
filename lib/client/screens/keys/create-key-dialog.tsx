"use client";

import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { KeyScope } from "@/lib/contracts/permissions";
import { FormDialog } from "../admin/form-dialog";
import { usePersonForm } from "../admin/use-person-form";
import classes from "./create-key-dialog.module.css";
import { lifetimes, type PresetName, presets, scopeChoices, scopesOfPreset, scopesText } from "./key-words";
import type { NewKey } from "./use-keys";

interface CreateKeyDialogProps {
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onCreate: (key: NewKey) => Promise<void>;
}

interface Draft {
  name: string;
  preset: PresetName;
  /** Of the preset "choose". */
  scopes: KeyScope[];
  /** 0: never expires. */
  days: number;
}

const blank: Draft = { name: "", preset: "send", scopes: [], days: 365 };

const newKeyOf = ({ name, preset, scopes, days }: Draft): NewKey => ({
  name,
  scopes: preset === "choose" ? scopes : [...scopesOfPreset(preset)],
  ...(days > 0 && { days }),
});

export function CreateKeyDialog({ open, onClose, onCreate }: CreateKeyDialogProps) {
  const { form, busy, message, close, submit } = usePersonForm(blank, (draft) => onCreate(newKeyOf(draft)), onClose);
  const { preset, scopes, days } = form.values;
  const chosen = preset === "choose" ? undefined : scopesText(scopesOfPreset(preset));
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Create an API key"
      submitLabel="Create key"
      {...{ busy, message }}
      onSubmit={submit}
    >
      <TextInput
        {...form.getInputProps("name")}
        label="Name"
        description="The program that gets it, such as “Webshop” or “Till 3”."
        inputWrapperOrder={["label", "input", "description", "error"]}
        autoComplete="off"
        maxLength={60}
        data-autofocus
      />
      <NativeSelect
        label="It may"
        description={chosen}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={presets.map(({ value, label }) => ({ value, label }))}
        value={preset}
        onChange={(event) => {
          const next = presets.find(({ value }) => value === event.currentTarget.value);
          if (next) form.setFieldValue("preset", next.value);
        }}
      />
      {preset === "choose" && (
        <ScopeFields
          scopes={scopes}
          onChange={(next) => form.setFieldValue("scopes", next)}
          error={form.errors.scopes}
        />
      )}
      <NativeSelect
        label="Expires"
        description={
          days === 0 ? "Until somebody revokes it." : "From that day on it is refused: note when to renew it."
        }
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={lifetimes.map((each) => ({ value: String(each.days), label: each.label }))}
        value={String(days)}
        onChange={(event) => form.setFieldValue("days", Number(event.currentTarget.value))}
        error={form.errors.days}
      />
    </FormDialog>
  );
}

interface ScopeFieldsProps {
  scopes: readonly KeyScope[];
  onChange: (scopes: KeyScope[]) => void;
  error: ReactNode;
}

function ScopeFields({ scopes, onChange, error }: ScopeFieldsProps) {
  const errorId = useId();
  return (
    <fieldset className={classes.scopes} aria-describedby={error ? errorId : undefined}>
      <legend className={classes.legend}>Scopes</legend>
      {scopeChoices.map(({ value, label, about }) => (
        <Checkbox
          key={value}
          label={label}
          description={about}
          checked={scopes.includes(value)}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [...scopes, value] : scopes.filter((scope) => scope !== value))
          }
        />
      ))}
      {error && (
        <p className={classes.error} id={errorId} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
