"use client";

import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useState } from "react";

/** A password with a button, within reach of the keyboard, that shows and hides it and says which. */
export function PasswordField(props: PasswordInputProps) {
  const [visible, setVisible] = useState(false);
  const toggle = { "aria-label": visible ? "Hide password" : "Show password", tabIndex: 0 };
  return (
    <PasswordInput {...props} visible={visible} onVisibilityChange={setVisible} visibilityToggleButtonProps={toggle} />
  );
}
