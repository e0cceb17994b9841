"use client";

import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { ActionButton } from "../../ui/action-button";
import { announce } from "../../ui/live-region";
import classes from "./copy-block.module.css";

type Outcome = "none" | "copied" | "selected";

const shownMs = 3_000;

/** Text to be taken elsewhere, with a button that copies it; where the browser forbids that, it is selected instead. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const ref = useRef<HTMLPreElement>(null);
  const [outcome, setOutcome] = useState<Outcome>("none");
  useEffect(() => {
    if (outcome === "none") return;
    announce(outcome === "copied" ? "Copied" : "Selected: press Ctrl C", "copy");
    const timer = setTimeout(() => setOutcome("none"), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const select = (): Outcome => {
    if (ref.current) window.getSelection()?.selectAllChildren(ref.current);
    return "selected";
  };
  // Without https there is no clipboard, except on this very machine.
  const copy = () =>
    navigator.clipboard === undefined
      ? setOutcome(select())
      : void navigator.clipboard.writeText(text).then(
          () => setOutcome("copied"),
          () => setOutcome(select()),
        );
  return (
    <div className={classes.block}>
      <pre className={classes.text} ref={ref}>
        {text}
      </pre>
      <ActionButton
        className={classes.copy}
        label={label}
        icon={
          outcome === "copied" ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} stroke={1.8} aria-hidden />
        }
        onClick={copy}
      >
        {outcome === "copied" ? "Copied" : outcome === "selected" ? "Ctrl C" : "Copy"}
      </ActionButton>
    </div>
  );
}
