"use client";

import { Button } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { FormMessage } from "./form-message";
import classes from "./sso-button.module.css";
import { useSsoStart } from "./use-sso-start";

export interface SsoButtonProps {
  /** What the provider is called here. */
  name: string;
  /** A path of ours: where one is to arrive. */
  from: string;
}

/** The other way in. */
export function SsoButton({ name, from }: SsoButtonProps) {
  const { busy, message, start } = useSsoStart(from);
  return (
    <div className={classes.box}>
      <p className={classes.or}>or</p>
      <Button
        variant="default"
        size="md"
        fullWidth
        loading={busy}
        leftSection={<IconLogin2 size={18} stroke={1.8} aria-hidden />}
        onClick={start}
      >
        Sign in with {name}
      </Button>
      {message !== null && <FormMessage>{message}</FormMessage>}
    </div>
  );
}
