"use client";

import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { ActionButton } from "./action-button";
import classes from "./dialog.module.css";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children?: ReactNode;
  /** Buttons at the bottom right. */
  footer?: ReactNode;
  /** center: a box; start: a drawer from the left edge. */
  side?: "center" | "start";
};

/**
 * A modal dialog by the browser's own: traps focus, closes on Esc and on a click outside, gives the focus back.
 * It stands in the top layer: Mantine inputs with a dropdown inside need `comboboxProps={{ withinPortal: false }}`.
 */
export function Dialog({ open, onClose, title, children, footer, side = "center" }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // The backdrop click is a shortcut for Esc and the close button, which the keyboard has.
    <dialog
      ref={ref}
      className={classes.dialog}
      data-side={side}
      aria-labelledby={titleId}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open && (
        <div className={classes.body}>
          <div className={classes.title} id={titleId}>
            {title}
          </div>
          {children}
          {footer && <div className={classes.footer}>{footer}</div>}
          {/* Last, so that the first thing to act on gets the focus when the dialog opens. */}
          <ActionButton
            className={classes.close}
            look="quiet"
            label="Close"
            icon={<IconX size={17} stroke={1.8} aria-hidden />}
            onClick={onClose}
          />
        </div>
      )}
    </dialog>
  );
}
