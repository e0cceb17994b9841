"use client";

import { useForm } from "@mantine/form";
import { useState } from "react";
import { personErrors, refusalOf } from "./user-changes";

type PersonValues = { name?: string; email?: string; password?: string };

/** A form about a person: checked here, sent by `send`, closed by `onDone`; what the server refuses stands at its field. */
export function usePersonForm<V extends PersonValues>(
  initialValues: V,
  send: (values: V) => Promise<void>,
  onDone: () => void,
) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const form = useForm<V>({ initialValues, validate: personErrors, validateInputOnBlur: true });

  const submit = async (values: V) => {
    setBusy(true);
    setMessage(null);
    try {
      await send(values);
      form.reset();
      onDone();
    } catch (error) {
      const refusal = refusalOf(error, Object.keys(values));
      form.setErrors(refusal.fields);
      setMessage(refusal.message);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    form.reset();
    setMessage(null);
    onDone();
  };
  return { form, busy, message, close, submit: () => form.onSubmit((values) => void submit(values))() };
}
