import type { Severity } from "@/lib/contracts/notifications";

/** What a caller says. Toasts with one fingerprint are one toast with a count. */
export type NewToast = {
  fingerprint: string;
  severity: Severity | "success";
  title: string;
  body?: string;
  /** Where the title leads. */
  href?: string;
};

export type Toast = NewToast & {
  /** How often it was said. */
  count: number;
  /** Time left on screen, in ms; null stays until it is dismissed. */
  leftMs: number | null;
  /** Rises with every new toast; a repeat keeps its place. */
  order: number;
};

export type ToastState = {
  toasts: readonly Toast[];
  nextOrder: number;
  /** Pointer or focus is on the stack, or the tab is hidden: nothing ends, nothing moves. */
  held: boolean;
  /** While held: which toasts are on screen, so that nothing moves under the pointer. */
  shownWhileHeld: readonly string[];
};

export type ToastAction =
  | { type: "show"; toast: NewToast }
  | { type: "dismiss"; fingerprint: string }
  | { type: "dismissAll" }
  | { type: "elapse"; ms: number }
  | { type: "hold" }
  | { type: "release" };

export const emptyToasts: ToastState = { toasts: [], nextOrder: 0, held: false, shownWhileHeld: [] };

export const toastLifeMs = 6000;
const maxShown = 3;
/** Beyond this the oldest go: everything is in the inbox too. */
const maxKept = 50;

const lifeOf = (toast: NewToast) => (toast.severity === "critical" ? null : toastLifeMs);

const byRank = (a: Toast, b: Toast) =>
  Number(b.severity === "critical") - Number(a.severity === "critical") || b.order - a.order;

function pickShown(state: ToastState): Toast[] {
  const ranked = [...state.toasts].sort(byRank);
  if (!state.held) return ranked.slice(0, maxShown);
  const kept = ranked.filter((toast) => state.shownWhileHeld.includes(toast.fingerprint));
  const others = ranked.filter((toast) => !state.shownWhileHeld.includes(toast.fingerprint));
  return [...kept, ...others].slice(0, maxShown);
}

/** Up to three toasts, newest first, critical ones before others when there is no room for all; and how many more there are. */
export function visibleToasts(state: ToastState): { shown: Toast[]; more: number } {
  const shown = pickShown(state).sort((a, b) => b.order - a.order);
  return { shown, more: state.toasts.length - shown.length };
}

function show(state: ToastState, toast: NewToast): ToastState {
  const same = state.toasts.find((old) => old.fingerprint === toast.fingerprint);
  if (same) {
    const merged: Toast = { ...same, ...toast, count: same.count + 1, leftMs: lifeOf(toast) };
    return { ...state, toasts: state.toasts.map((old) => (old === same ? merged : old)) };
  }
  const added: Toast = { ...toast, count: 1, leftMs: lifeOf(toast), order: state.nextOrder };
  const kept = [...state.toasts, added].sort(byRank).slice(0, maxKept);
  return { ...state, toasts: kept, nextOrder: state.nextOrder + 1 };
}

/** Every toast's time runs, on screen or behind "+N", unless the stack is held. */
function elapse(state: ToastState, ms: number): ToastState {
  if (state.held) return state;
  const toasts = state.toasts
    .map((toast) => (toast.leftMs === null ? toast : { ...toast, leftMs: toast.leftMs - ms }))
    .filter((toast) => toast.leftMs === null || toast.leftMs > 0);
  return { ...state, toasts };
}

/** The toasts after `action`; pure, time comes in as `elapse`. */
export function toastReducer(state: ToastState, action: ToastAction): ToastState {
  switch (action.type) {
    case "show":
      return show(state, action.toast);
    case "dismiss":
      return { ...state, toasts: state.toasts.filter((toast) => toast.fingerprint !== action.fingerprint) };
    case "dismissAll":
      return { ...state, toasts: [] };
    case "elapse":
      return elapse(state, action.ms);
    case "hold":
      if (state.held) return state;
      return { ...state, held: true, shownWhileHeld: pickShown(state).map((toast) => toast.fingerprint) };
    case "release":
      if (!state.held) return state;
      return { ...state, held: false, shownWhileHeld: [] };
  }
}
