"use client";

import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle, IconInfoCircle, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useEffect, useSyncExternalStore } from "react";
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

  useEffect(() => {
    const onVisibility = () => dispatchToast({ type: document.hidden ? "hold" : "release" });
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, []);

  // A dismissed toast takes the pointer's and the focus' leave event with it.
  const empty = shown.length === 0;
  useEffect(() => {
    if (empty && !document.hidden) dispatchToast({ type: "release" });
  }, [empty]);

  if (empty) return null;
  return (
    <section
      className={classes.stack}
      aria-label="Messages"
      onPointerEnter={() => dispatchToast({ type: "hold" })}
      onPointerLeave={() => dispatchToast({ type: "release" })}
      onFocus={() => dispatchToast({ type: "hold" })}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) dispatchToast({ type: "release" });
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
