"use client";

import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle, IconInfoCircle, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ActionButton } from "../action-button";
import { emptyToasts, type Toast, visibleToasts } from "./toast-queue";
import classes from "./toast-stack.module.css";
import { dispatchToast, readToasts, subscribeToToasts } from "./toast-store";

const looks: Record<Toast["severity"], { Icon: typeof IconX; word: string }> = {
  critical: { Icon: IconExclamationCircle, word: "Critical" },
  warning: { Icon: IconAlertTriangle, word: "Warning" },
  info: { Icon: IconInfoCircle, word: "Info" },
  success: { Icon: IconCircleCheck, word: "Done" },
};

const stepMs = 250;

type HoldReason = "pointer" | "focus" | "hidden tab";

/** Holds the toasts while there is any reason to. */
function createHold() {
  const reasons = new Set<HoldReason>();
  return {
    set: (reason: HoldReason, holds: boolean) => {
      if (holds) reasons.add(reason);
      else reasons.delete(reason);
      dispatchToast({ type: reasons.size > 0 ? "hold" : "release" });
    },
  };
}

export type ToastStackProps = {
  /** Where "+N more" leads: everything is there too. */
  inboxHref: string;
};

/** The page's toasts, at the bottom right. They are announced by the live region, not from here. */
export function ToastStack({ inboxHref }: ToastStackProps) {
  const state = useSyncExternalStore(subscribeToToasts, readToasts, () => emptyToasts);
  const { shown, more } = visibleToasts(state);
  const running = state.toasts.some((toast) => toast.leftMs !== null) && !state.held;

  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => dispatchToast({ type: "elapse", ms: stepMs }), stepMs);
    return () => clearInterval(timer);
  }, [running]);

  const [hold] = useState(createHold);
  useEffect(() => {
    const onVisibility = () => hold.set("hidden tab", document.hidden);
    onVisibility();
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, [hold]);

  // The last toast takes the pointer's and the focus' leave event with it.
  const empty = shown.length === 0;
  useEffect(() => {
    if (!empty) return;
    hold.set("pointer", false);
    hold.set("focus", false);
  }, [empty, hold]);

  if (empty) return null;
  return (
    <section
      className={classes.stack}
      aria-label="Messages"
      onPointerEnter={() => hold.set("pointer", true)}
      onPointerLeave={() => hold.set("pointer", false)}
      onFocus={() => hold.set("focus", true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) hold.set("focus", false);
      }}
    >
      {more > 0 && (
        <Link className={classes.more} href={inboxHref}>
          +{more} more in the inbox
        </Link>
      )}
      {shown.map((toast) => (
        <ToastCard key={toast.fingerprint} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { Icon, word } = looks[toast.severity];
  return (
    <div className={classes.toast} data-severity={toast.severity}>
      <span className={classes.icon}>
        <Icon size={18} stroke={1.9} role="img" aria-label={word} />
      </span>
      <div className={classes.text}>
        <p className={classes.title}>
          {toast.href ? <Link href={toast.href}>{toast.title}</Link> : toast.title}
          {toast.count > 1 && <span className={classes.count}>×{toast.count}</span>}
        </p>
        {toast.body && <p className={classes.body}>{toast.body}</p>}
      </div>
      <ActionButton
        className={classes.close}
        look="quiet"
        label={`Dismiss: ${toast.title}`}
        icon={<IconX size={15} stroke={1.9} aria-hidden />}
        onClick={() => dispatchToast({ type: "dismiss", fingerprint: toast.fingerprint })}
      />
    </div>
  );
}
