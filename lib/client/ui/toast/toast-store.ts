"use client";

import { announce, announceAlert } from "../live-region";
import { emptyToasts, type NewToast, type ToastAction, type ToastState, toastReducer } from "./toast-queue";

let state = emptyToasts;
const listeners = new Set<() => void>();

/** Applies an action to the page's toasts. */
export function dispatchToast(action: ToastAction): void {
  const next = toastReducer(state, action);
  if (next === state) return;
  state = next;
  for (const onChange of listeners) onChange();
}

export const readToasts = (): ToastState => state;

/** Calls `onChange` after each change; returns its stop. */
export function subscribeToToasts(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/**
 * Shows a toast (by the rules of ux.md) and tells screen readers: at once if it is critical, politely otherwise.
 * A repeat of the same fingerprint is merged and not announced again.
 */
export function showToast(toast: NewToast): void {
  const repeated = state.toasts.some((old) => old.fingerprint === toast.fingerprint);
  dispatchToast({ type: "show", toast });
  if (repeated) return;
  const message = toast.body ? `${toast.title}. ${toast.body}` : toast.title;
  if (toast.severity === "critical") announceAlert(message);
  else announce(message, toast.fingerprint);
}

/** Takes a toast away, for example because the notification was read elsewhere. */
export const dismissToast = (fingerprint: string): void => dispatchToast({ type: "dismiss", fingerprint });
