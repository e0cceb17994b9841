"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { classNames } from "./class-names";
import classes from "./pop-panel.module.css";

export type PopPanelProps = {
  /** What the button shows. */
  trigger: ReactNode;
  /** The button's name. */
  label: string;
  /** Shown on hover. */
  title?: string | undefined;
  /** Rendered while open. `close` hides the panel. */
  children: (close: () => void) => ReactNode;
  /** Which edge of the button the panel keeps to, and on which side of it; above also where it does not fit below. */
  align?: "start" | "end";
  side?: "below" | "above";
  triggerClassName?: string;
};

const gapPx = 6;

/** A button with a small panel, by the browser's popover: closes on Esc and on a click elsewhere, and gives the focus back. */
export function PopPanel(props: PopPanelProps) {
  const { trigger, label, title, children, align = "end", side = "below", triggerClassName } = props;
  const id = useId();
  const buttonRef = useRef<HTMLButtonElement>(null);
  const panelRef = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const place = () => {
    const button = buttonRef.current?.getBoundingClientRect();
    const panel = panelRef.current;
    if (!button || !panel) return;
    const wantedLeft = align === "end" ? button.right - panel.offsetWidth : button.left;
    const maxLeft = document.documentElement.clientWidth - panel.offsetWidth - gapPx;
    panel.style.left = `${Math.max(gapPx, Math.min(wantedLeft, maxLeft))}px`;
    const height = document.documentElement.clientHeight;
    const fitsBelow = button.bottom + gapPx + panel.offsetHeight <= height;
    const below = side === "below" && (fitsBelow || button.top < height - button.bottom);
    panel.style.top = below ? `${button.bottom + gapPx}px` : "auto";
    panel.style.bottom = below ? "auto" : `${height - button.top + gapPx}px`;
  };

  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className={classNames(classes.trigger, triggerClassName)}
        popoverTarget={id}
        aria-expanded={open}
        aria-label={label}
        title={title}
      >
        {trigger}
      </button>
      <div
        ref={panelRef}
        id={id}
        popover="auto"
        className={classes.panel}
        onToggle={(event) => {
          setOpen(event.newState === "open");
          if (event.newState === "open") requestAnimationFrame(place);
        }}
      >
        {open && children(() => panelRef.current?.hidePopover())}
      </div>
    </>
  );
}
